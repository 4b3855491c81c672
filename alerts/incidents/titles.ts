import type { Subject, Verdict } from "#signals/verdict.ts";

/** The first line of all messages: what, and what is wrong with it. */
export function titleOf({ subject, summary }: Pick<Verdict, "subject" | "summary">): string {
  const name = subjectName(subject);
  // Some summaries say the name themselves.
  const words = summary.split(/[\s,;:"'()]+/);
  return words.includes(subject.name) ? summary : `${name}: ${summary}`;
}

/** The name alone: namespaces are long, and rarely what tells things apart. */
export function subjectName({ kind, name }: Subject): string {
  return kind === "platform" && name === "" ? "Tidemark" : name;
}
