/**
 * Adds to package-lock.json the optional packages of platforms that the registry in use does not serve.
 *
 * A lock file must name every platform's binary packages, or `npm ci` refuses it there ("Missing … from
 * lock file"). A registry mirror may hold only its own platform's, and npm then leaves the others out.
 * Their versions are known (the parent names them exactly); their integrity is not, and stays out.
 *
 *   node .ci/complete-lock.ts          # rewrite the lock file; run it after `npm install`
 *   node .ci/complete-lock.ts --check  # exit 1 when something is missing
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface LockFile {
  packages: Record<string, LockEntry>;
}

interface Platform {
  readonly cpu?: readonly string[];
  readonly os?: readonly string[];
  readonly libc?: readonly string[];
}

const operatingSystems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** The platform that such a package's name says: `@oxlint/binding-linux-arm64-musl`. */
function platformOf(name: string): Platform | undefined {
  const words = name.split(/[/-]/u);
  const os = operatingSystems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (cpu.length === 0) return undefined;
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return { cpu, ...(os.includes("linux") && libc.length > 0 && { libc }), ...(os.length > 0 && { os }) };
}

/** The fields in the order in which npm writes them, so that its next run changes nothing. */
function lockEntry(version: string, { cpu, libc, os }: Platform, dev: boolean): LockEntry {
  return {
    version,
    ...(cpu && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os }),
  };
}

function missingEntries(packages: LockFile["packages"]): Readonly<Record<string, LockEntry>> {
  const missing: Record<string, LockEntry> = {};
  for (const [path, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      const platform = platformOf(name);
      if (platform === undefined || packages[key] !== undefined || packages[`${path}/${key}`] !== undefined) continue;
      if (!/^\d/u.test(version)) throw new Error(`${path} asks for ${name}@${version}: no exact version to lock`);
      missing[key] = lockEntry(version, platform, parent.dev === true);
    }
  }
  return missing;
}

const path = join(resolve(import.meta.dirname, ".."), "package-lock.json");
const lock: LockFile = JSON.parse(readFileSync(path, "utf8"));
const missing = missingEntries(lock.packages);
const names = Object.keys(missing);
console.log(`${names.length} platform packages missing in package-lock.json`);

if (process.argv.includes("--check")) {
  for (const name of names) console.error(`missing: ${name}`);
  process.exitCode = names.length === 0 ? 0 : 1;
} else if (names.length > 0) {
  const sorted = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
