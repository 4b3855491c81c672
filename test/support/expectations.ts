import { problemText } from "#signals/expectations/problem.ts";
import { loadExpectations } from "#signals/expectations/load/load.ts";
import type { Loaded } from "#signals/expectations/load/load.ts";
import { createResolver } from "#signals/expectations/resolve/resolver.ts";
import type { Resolver } from "#signals/expectations/resolve/resolver.ts";
import type { Merged } from "#signals/expectations/resolve/merge.ts";
import { sourceText } from "#signals/expectations/resolve/source.ts";

/** Files by their path; those that are included only are in `included`. */
export function load(files: Readonly<Record<string, string>>, included: Readonly<Record<string, string>> = {}): Loaded {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  return loadExpectations(sources, (path) => {
    const text = included[path];
    if (text === undefined) throw new Error("there is no such file");
    return text;
  });
}

/** Of one file, `t.yml`, which begins with its version. */
export function problemsOf(text: string): readonly string[] {
  return load({ "t.yml": `version: 1\n${text}` }).problems.map(problemText);
}

/** Of one file, `t.yml`, in which nothing is wrong. */
export function resolverOf(text: string): Resolver {
  const { declarations, problems } = load({ "t.yml": `version: 1\n${text}` });
  const errors = problems.filter(({ severity }) => severity === "error").map(problemText);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return createResolver(declarations);
}

/** `path: value, who said it`, but what is built in. */
export function told(explained: Merged): readonly string[] {
  return [...explained]
    .filter(([, { source }]) => source.kind !== "built_in")
    .map(([path, { value, source }]) => `${path}: ${JSON.stringify(value)}, ${sourceText(source)}`);
}
