import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Events captured from real producers, kept beside the repository and not in it: where they are absent
 * the tests that want them are skipped, and the skip is seen in the report.
 */
const directory = join(import.meta.dirname, "../../../shared/corpus");

export const hasCorpus = existsSync(directory);

export interface CorpusEvent {
  /** `file:line` */
  readonly name: string;
  readonly text: string;
}

/** The events of every file; none where the corpus is absent. */
export function corpusEvents(): readonly CorpusEvent[] {
  return hasCorpus ? ["openlineage.ndjson", "dbt-build.ndjson"].flatMap(linesOf) : [];
}

function linesOf(file: string): readonly CorpusEvent[] {
  return readFileSync(join(directory, file), "utf8")
    .split("\n")
    .map((text, index) => ({ name: `${file}:${index + 1}`, text }))
    .filter(({ text }) => text !== "");
}
