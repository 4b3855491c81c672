import type { z } from "zod";
import { didYouMean } from "../did-you-mean.ts";
import { valueAt } from "../yaml/located.ts";
import type { Path, Plain } from "../yaml/located.ts";

/** What is wrong at a path. */
export interface Mistake {
  readonly path: Path;
  /** Whether the key itself is wrong, and not its value. */
  readonly ofKey: boolean;
  readonly message: string;
  /** The key beside it that it does not go together with. */
  readonly rival?: string;
}

type Issue = z.core.$ZodIssue;

/** Values under these keys could be secrets that somebody wrote in the wrong place: they are not repeated. */
const secretive = new Set(["channels"]);

/** What zod found, in words for whoever wrote the value. */
export function mistakesOf(issues: readonly Issue[], root: Plain): readonly Mistake[] {
  return issues.flatMap((issue) => mistakesOfIssue(issue, root, []));
}

function mistakesOfIssue(issue: Issue, root: Plain, before: Path): readonly Mistake[] {
  const path = [...before, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const value = valueAt(root, path);
  const own = (message: string, rival?: { readonly rival?: string }): readonly Mistake[] => [
    { path, ofKey: false, message: named(path, hinted(message, value), value), ...rival },
  ];
  if (issue.code !== "invalid_union" && value === undefined && path.length > 0) return [missing(path)];
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = issue.message.split(" ");
      return issue.keys.map((key) => ({ path: [...path, key], ofKey: true, message: unknownKey(key, known, path) }));
    }
    case "invalid_union":
      return ofUnion(issue, root, path, value);
    case "invalid_value":
      return own(issue.message.startsWith("takes ") ? issue.message : oneOf(issue.values.map(String), value));
    case "invalid_key":
      return [{ path, ofKey: true, message: `\`${String(path.at(-1))}\` ${issue.issues[0]?.message ?? "is no name"}` }];
    case "invalid_type":
      return own(
        issue.message.startsWith("takes ") ? issue.message : `takes ${kinds[issue.expected] ?? issue.expected}`,
      );
    case "too_small":
      return own(
        boundText(
          issue.message,
          issue.origin,
          issue.inclusive === false ? "more than" : "at least",
          Number(issue.minimum),
        ),
      );
    case "too_big":
      return own(boundText(issue.message, issue.origin, "at most", Number(issue.maximum)));
    case "custom":
      return own(issue.message, rivalOf(issue.params));
    default:
      return own(issue.message);
  }
}

/** The mistakes of the form that was meant: the one whose kind of value it is. */
function ofUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  root: Plain,
  path: Path,
  value: Plain | undefined,
): readonly Mistake[] {
  if (issue.discriminator !== undefined && "options" in issue && Array.isArray(issue.options)) {
    const options = issue.options.map(String);
    const message =
      value === undefined ? `needs \`${issue.discriminator}\`: ${options.join(", ")}` : oneOf(options, value);
    return [{ path, ofKey: false, message: named(path, message, value) }];
  }
  if (value === undefined) return [missing(path)];
  const branches = issue.errors.filter((errors) => errors.length > 0);
  const meant = branches.filter(
    (errors) => !errors.some((each) => each.path.length === 0 && each.code === "invalid_type"),
  );
  const [best] = meant.toSorted((a, b) => depth(b) - depth(a));
  if (best !== undefined) return best.flatMap((each) => mistakesOfIssue(each, root, path));
  const forms = branches.flat().flatMap((each) => (each.path.length === 0 ? mistakesOfIssue(each, root, path) : []));
  const texts = forms.map(({ message }) => /takes (.*?)(?:; got .*)?$/.exec(message)?.[1] ?? message);
  return [{ path, ofKey: false, message: named(path, `takes ${[...new Set(texts)].join(", or ")}`, value) }];
}

function depth(errors: readonly Issue[]): number {
  return Math.max(...errors.map(({ path }) => path.length));
}

function rivalOf(params: Readonly<Record<string, unknown>> | undefined): { readonly rival?: string } {
  const rival = params?.["rival"];
  return typeof rival === "string" ? { rival } : {};
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys",
  record: "keys",
};

function missing(path: Path): Mistake {
  const [key] = path.slice(-1);
  return { path: path.slice(0, -1), ofKey: true, message: `\`${String(key)}\` is missing${inside(path.slice(0, -1))}` };
}

function unknownKey(key: string, known: readonly string[], path: Path): string {
  const hint = didYouMean(key, known) || `; it takes ${known.join(", ")}`;
  return `unknown key \`${key}\`${inside(path)}${hint}`;
}

function inside(path: Path): string {
  return path.length === 0 ? "" : ` in \`${pathText(path)}\``;
}

function oneOf(values: readonly string[], value: Plain | undefined): string {
  const hint = typeof value === "string" ? didYouMean(value, values) : "";
  return `takes ${values.length > 1 ? "one of " : ""}${values.join(", ")}${hint}`;
}

/** A message that lists what can be said also tells what was likely meant. */
function hinted(message: string, value: Plain | undefined): string {
  const listed = /^takes one of (?<list>[^;]+)$/.exec(message)?.groups?.["list"];
  return listed === undefined ? message : oneOf(listed.split(", "), value);
}

function boundText(message: string, origin: string, bound: string, limit: number): string {
  if (message.startsWith("takes ")) return message;
  if (origin === "array") return `takes ${bound} ${limit === 1 ? "one" : limit.toLocaleString("en")}`;
  return `takes ${bound} ${limit.toLocaleString("en")}${origin === "string" ? " letters" : ""}`;
}

function named(path: Path, message: string, value: Plain | undefined): string {
  const subject = path.length === 0 ? "the file" : `\`${pathText(path)}\``;
  return `${subject} ${message}${got(path, message, value)}`;
}

function got(path: Path, message: string, value: Plain | undefined): string {
  if (secretive.has(String(path[0])) || message.includes("did you mean") || value === undefined) return "";
  const text = JSON.stringify(value);
  return typeof value === "object" && value !== null
    ? ""
    : `; got ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

const lists = new Set(["datasets", "jobs", "maintenance"]);

/** `datasets[3].freshness.max_age`; without the list and the number in it where the place says it anyway. */
export function pathText(path: Path): string {
  const shown = lists.has(String(path[0])) && typeof path[1] === "number" && path.length > 2 ? path.slice(2) : path;
  return shown
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
}
