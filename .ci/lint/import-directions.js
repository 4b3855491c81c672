/**
 * Which top-level folder may import which: the table of ARCHITECTURE.md, enforced. Across folders an
 * import is written `#folder/…`; a relative import stays inside its own folder.
 *
 * A rule of our own because the built-in `no-restricted-imports` judges the written specifier, not the
 * file it leads to, and does not look at `import()`.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const roots = new Map();

/** The nearest directory above that has the linter's configuration: the repository, or a test's fixture of one. */
function rootOf(directory) {
  let root = roots.get(directory);
  if (root === undefined) {
    const parent = dirname(directory);
    root = existsSync(join(directory, ".oxlintrc.json")) || parent === directory ? directory : rootOf(parent);
    roots.set(directory, root);
  }
  return root;
}

/** What each folder may import of ours. `agent` is a package of its own, so it imports nothing. */
const mayImport = {
  agent: [],
  store: ["agent/contract"],
  importers: ["agent"],
  query: ["store"],
  sql: ["agent/contract"],
  collector: ["agent/contract", "store", "query", "sql"],
  bridges: ["agent/contract", "collector"],
  signals: ["store", "query"],
  dashboards: ["signals", "query"],
  alerts: ["signals", "query", "store", "dashboards"],
};

const folders = new Set([...Object.keys(mayImport), "cli", "demo", "bench", "test"]);

/** zod takes 36 ms to import, and that is the pipeline's time: schemas live in the collector. */
const refusedPackages = { agent: ["zod"] };

/** What is wrong with `specifier` in `file` (an absolute path), if anything. */
function violation(file, specifier) {
  const root = rootOf(dirname(file));
  const from = relative(root, file).split(sep)[0];
  if (!folders.has(from)) return undefined;
  if (specifier.startsWith(".")) return relativeViolation(file, join(root, from), specifier);
  if (specifier.startsWith("#")) return directionViolation(from, specifier.slice(1));
  const refused = refusedPackages[from]?.find((name) => specifier === name || specifier.startsWith(`${name}/`));
  return refused === undefined ? undefined : `${refused} is refused in ${from}/`;
}

function relativeViolation(file, folder, specifier) {
  if (resolve(dirname(file), specifier).startsWith(folder + sep)) return undefined;
  return "a relative import stays inside its top-level folder: write #folder/…";
}

function directionViolation(from, target) {
  const allowed = mayImport[from];
  if (allowed === undefined || allowed.some((folder) => target.startsWith(`${folder}/`))) return undefined;
  if (target.startsWith(`${from}/`)) return `inside ${from}/ imports are relative`;
  const others = allowed.map((folder) => `#${folder}/`).join(", ");
  return `${from}/ may import ${others === "" ? "nothing of ours: it is published alone" : `only ${others}`}`;
}

const directions = {
  create(context) {
    const check = ({ source }) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = violation(context.filename, source.value);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

const noExportAll = {
  create(context) {
    return {
      ExportAllDeclaration(node) {
        context.report({ node, message: "name what is exported: `export *` hides where a name comes from" });
      },
    };
  },
};

export default {
  meta: { name: "tidemark" },
  rules: { "import-directions": directions, "no-export-all": noExportAll },
};
