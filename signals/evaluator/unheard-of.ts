import type { Declarations } from "../expectations/declarations.ts";
import type { Expectations } from "../expectations/expectations.ts";
import type { Thing } from "../expectations/resolve/thing.ts";
import type { KnownFacts } from "../facts/known-facts.ts";
import { makeVerdict } from "../judge/make-verdict.ts";
import type { Subject, Verdict } from "../verdict.ts";

/** Named in the files, with their namespaces, and unknown. */
export function unheardOf({ entries }: Declarations, facts: KnownFacts): readonly Thing[] {
  return entries.flatMap(({ kind, matcher }) =>
    matcher.literalNames.flatMap(({ namespace, name }) => {
      const known = kind === "dataset" ? facts.datasets : facts.jobs;
      return namespace === "" || known.has(`${namespace}\0${name}`) || facts.isAlias(namespace, name)
        ? []
        : [{ kind, namespace, name }];
    }),
  );
}

/** Something is expected of it, and no event has ever named it: it must not hide. */
export function judgeUnheardOf(subject: Subject, { enabled, severity }: Expectations, now: number): readonly Verdict[] {
  if (!enabled) return [];
  const [signal, what] =
    subject.kind === "dataset" ? (["freshness", "written"] as const) : (["completion", "run"] as const);
  const summary = `Something is expected of it, and no event has ever named it: is it ${what} under another name?`;
  return [makeVerdict({ signal, subject, severity, now }, { state: "unknown", unit: "s", summary })];
}
