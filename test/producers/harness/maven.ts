import { runProgram } from "./run-program.ts";

const dependencies = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

interface MavenOptions {
  /** Where a pom.xml is, if one is needed. */
  readonly cwd: string;
  readonly withinMs: number;
}

/** Copies `group:artifact:version[:packaging[:classifier]]` into a directory. Rejects as {@link maven} does. */
export function copyArtifact(artifact: string, directory: string, options: MavenOptions): Promise<void> {
  return maven([`${dependencies}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`], options);
}

/** What pom.xml depends on is fetched, and listed in the file `classpath`; other goals first. Rejects as {@link maven} does. */
export function fetchClasspath(options: MavenOptions, ...goals: readonly string[]): Promise<void> {
  return maven([...goals, `${dependencies}:build-classpath`, "-Dmdep.outputFile=classpath"], options);
}

/** Rejects with Maven's own first word of what stands in the way. */
async function maven(args: readonly string[], { cwd, withinMs }: MavenOptions): Promise<void> {
  const all = ["--quiet", "--batch-mode", ...args];
  const { code, output } = await runProgram("mvn", all, { cwd, env: process.env, timeoutMs: withinMs });
  if (code === 0) return;
  const why = code === null ? "not in time" : (/^.*ERROR.*$/m.exec(output)?.[0] ?? `ended with ${code}`);
  throw new Error(`mvn: ${why}`);
}
