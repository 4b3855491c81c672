/**
 * Refuses a dependency whose licence is not on the list. Reads what is installed, not what the lock
 * file says: the package's own `package.json` is what its authors declared.
 */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Of what is shipped or imported when Tidemark runs: permissive only. */
const permissive = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Unlicense",
  "CC0-1.0",
  "BlueOak-1.0.0",
]);

/** Weak copyleft and documentation licences are fine for tools that are never shipped. */
const permittedForTools = new Set([...permissive, "MPL-2.0", "CC-BY-4.0", "CC-BY-3.0", "Python-2.0"]);

/** Packages that declare nothing readable, with where the licence was read instead. */
const readByHand: Readonly<Record<string, string>> = {};

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly tool: boolean;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: ReadonlyArray<{ readonly type?: string }>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly link?: boolean }>>;
}

const root = resolve(import.meta.dirname, "..");

function declaredLicense(manifest: Manifest): string {
  const { license, licenses } = manifest;
  if (typeof license === "string") return license;
  return license?.type ?? licenses?.map(({ type }) => type ?? "").join(" OR ") ?? "";
}

/** SPDX expressions as they occur: `A`, `(A OR B)`, `A AND B`. */
function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const choices = expression.replaceAll(/[()]/gu, "").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((id) => allowed.has(id.trim())));
}

/** Every installed package but the workspace itself. A link or a folder without a name is none. */
function installedPackages(): readonly Installed[] {
  const lock: LockFile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return globSync("{node_modules,agent/node_modules}/**/package.json", { cwd: root })
    .map((path) => path.slice(0, -"/package.json".length))
    .filter(
      (folder) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/u.test(folder) && lock.packages[folder]?.link !== true,
    )
    .map((folder) => {
      const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const name = manifest.name ?? folder;
      const license = declaredLicense(manifest) || (readByHand[name] ?? "");
      return { name, version: manifest.version ?? "", license, tool: lock.packages[folder]?.dev === true };
    });
}

const packages = installedPackages();
const refused = packages.filter(({ license, tool }) => !isAllowed(license, tool ? permittedForTools : permissive));
for (const { name, version, license, tool } of refused) {
  console.error(
    `${name}@${version}: ${license === "" ? "no licence declared" : license} (${tool ? "tool" : "shipped"})`,
  );
}
console.log(`${packages.length} packages, ${refused.length} with a licence that is not allowed`);
process.exitCode = refused.length === 0 && packages.length > 0 ? 0 : 1;
