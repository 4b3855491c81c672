import { schemaDifference } from "#query/schema-diff.ts";
import type { Compatibility, SchemaDifference } from "#query/schema-diff.ts";
import type { SchemaExpectation } from "../expectations/expectations.ts";
import { compilePattern } from "../expectations/resolve/pattern.ts";
import type { SchemaFact } from "../facts/fact.ts";
import type { DatasetFacts } from "../facts/thing-facts.ts";
import type { Verdict } from "../verdict.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";

/** A change that nobody took back in this time is the new normal. */
export const schemaChangeToldMs = 2 * 86_400_000;

const allowed: Readonly<Record<SchemaExpectation["compatibility"], ReadonlySet<Compatibility>>> = {
  none: new Set(["none", "backward", "forward", "full", "breaking"]),
  backward: new Set(["none", "backward", "full"]),
  forward: new Set(["none", "forward", "full"]),
  full: new Set(["none", "full"]),
};

/** Whether the last change of the schema keeps what was agreed, for two days after it. */
export function judgeSchema(about: About, expected: SchemaExpectation, { schemas }: DatasetFacts): Verdict | undefined {
  const versions = schemas.ended;
  const current = versions.toSorted((a, b) => a.lastSeen - b.lastSeen || a.firstSeen - b.firstSeen).at(-1);
  if (current === undefined) return undefined;
  const { before, since } = change(versions, current);
  const unit = "count";
  if (before === undefined) {
    const summary = `${current.fields.length} fields, never changed`;
    return makeVerdict(about, { state: "ok", unit, since, observed: 0, expected: 0, summary });
  }
  const ignored = expected.ignore.map((pattern) => compilePattern(pattern));
  const kept = ({ fields }: SchemaFact): SchemaFact["fields"] =>
    fields.filter(({ path }) => !ignored.some((pattern) => pattern.matches(path)));
  const difference = schemaDifference(kept(before), kept(current));
  const wrong = !allowed[expected.compatibility].has(difference.compatibility);
  const told = about.now - since < schemaChangeToldMs;
  return makeVerdict(about, {
    state: wrong && told ? "breach" : "ok",
    since: wrong && !told ? since + schemaChangeToldMs : since,
    unit,
    observed: difference.added.length + difference.removed.length + difference.changed.length,
    expected: 0,
    summary: `${changeText(difference)}: ${difference.compatibility}${wrong ? `, ${expected.compatibility} is expected` : ""}`,
    evidence: { goodAt: before.lastSeen, schemaVersion: versions.indexOf(current) + 1 + schemas.dropped },
    validUntil: wrong && told ? since + schemaChangeToldMs : Infinity,
  });
}

/** The version before, and when the change was: when the present one came, or the one between was last seen. */
function change(
  versions: readonly SchemaFact[],
  current: SchemaFact,
): { readonly before: SchemaFact | undefined; readonly since: number } {
  // Two readers of a source may each name some of its columns.
  const isComparable = ({ job }: SchemaFact): boolean => !current.isRead || isSameName(job, current.job);
  const others = versions.filter((each) => each !== current && isComparable(each));
  const before = others.toSorted((a, b) => a.lastSeen - b.lastSeen).at(-1);
  if (before === undefined) return { before, since: current.firstSeen };
  return { before, since: Math.max(current.firstSeen, before.firstSeen) };
}

function changeText({ added, removed, changed }: SchemaDifference): string {
  const parts = [
    ...removed.map(({ path }) => `${path} removed`),
    ...changed.map(({ path, from, to }) => `${path} from ${from} to ${to}`),
    ...added.map(({ path }) => `${path} added`),
  ];
  return parts.length > 5 ? `${parts.slice(0, 4).join(", ")} and ${parts.length - 4} more` : parts.join(", ");
}

function isSameName(one: SchemaFact["job"], other: SchemaFact["job"]): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}
