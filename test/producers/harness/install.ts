import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Installation, Origin, Producer, Tool } from "./producer.ts";
import { runProgram } from "./run-program.ts";

export type Installed =
  | { readonly kind: "installed"; readonly installation: Installation; readonly version: string }
  | { readonly kind: "not installed"; readonly reason: string };

const howToGet: Readonly<Record<Tool, string>> = {
  python3: "Python 3.10 or newer",
  java: "Java 17",
  mvn: "Maven",
  go: "Go",
};

export function cacheDirectory(): string {
  const configured = process.env["TIDEMARK_PRODUCERS_CACHE"] ?? "";
  return configured === "" ? join(homedir(), ".cache/tidemark-producers") : configured;
}

/** Sets a producer up in its cache, or finds it there. What stands in the way is a value: no fault of Tidemark's. */
export async function install(producer: Producer, folder: string, timeoutMs: number): Promise<Installed> {
  const deadline = performance.now() + timeoutMs;
  const left = (): number => Math.max(1, deadline - performance.now());
  for (const tool of producer.needs) {
    const { code } = await runProgram(tool, [tool === "go" ? "version" : "--version"], {
      env: process.env,
      timeoutMs: left(),
    });
    if (code !== 0) return { kind: "not installed", reason: `this machine has no ${tool} (${howToGet[tool]})` };
  }
  const cache = join(cacheDirectory(), producer.name);
  const installation = { cache, bin: join(cache, "venv/bin") };
  await mkdir(cache, { recursive: true });
  try {
    if (producer.from.registry === "PyPI") await installPackages(installation, folder, left);
    await producer.prepare?.(installation, left());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const late = performance.now() > deadline;
    return { kind: "not installed", reason: late ? `not within ${Math.round(timeoutMs / 1000)} s: ${why}` : why };
  }
  return { kind: "installed", installation, version: await versionOf(installation, producer.from) };
}

/** Anew when the pinned packages or the Python have changed. */
async function installPackages({ cache, bin }: Installation, folder: string, left: () => number): Promise<void> {
  const requirements = join(folder, "requirements.txt");
  const constraints = join(folder, "constraints.txt");
  const python = await runProgram("python3", ["--version"], { env: process.env, timeoutMs: left() });
  const wanted = createHash("sha256")
    .update(python.output)
    .update(await readFile(requirements))
    .update(await readFile(constraints))
    .digest("hex");
  const stamp = join(cache, "installed");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === wanted) return;
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const step = async (program: string, args: readonly string[]): Promise<void> => {
    const { code, output } = await runProgram(program, args, { env: process.env, timeoutMs: left() });
    const what = `${program.split("/").at(-1)} ${args.slice(0, 2).join(" ")}`;
    if (code !== 0) throw new Error([what, lastLine(output)].filter((part) => part !== "").join(": "));
  };
  await step("python3", ["-m", "venv", join(cache, "venv")]);
  await step(join(bin, "pip"), ["install", "--quiet", "--prefer-binary", "-r", requirements, "-c", constraints]);
  await writeFile(stamp, wanted);
}

async function versionOf({ bin }: Installation, from: Origin): Promise<string> {
  if (from.registry === "Maven Central") return from.version;
  const script = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
  const { output } = await runProgram(join(bin, "python"), ["-c", script, from.distribution], {
    env: {},
    timeoutMs: 60_000,
  });
  return output.trim();
}

function lastLine(output: string): string {
  return output.trimEnd().split("\n").at(-1) ?? "";
}
