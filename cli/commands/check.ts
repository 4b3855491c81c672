import { findFiles, readTextFile } from "#signals/expectations/load/find-files.ts";
import { loadExpectations } from "#signals/expectations/load/load.ts";
import { staleProblems } from "#signals/expectations/load/stale.ts";
import type { Declarations } from "#signals/expectations/declarations.ts";
import { byPosition, problemText } from "#signals/expectations/problem.ts";
import type { Problem } from "#signals/expectations/problem.ts";
import { literalName } from "#signals/expectations/resolve/matcher.ts";
import { createResolver } from "#signals/expectations/resolve/resolver.ts";
import { calendarJsonSchema, expectationsJsonSchema } from "#signals/expectations/schema/json-schema.ts";
import { nameProblems, ofSubjects, printRenamed, renamedDatasets, renamedJson } from "../check-names.ts";
import type { RenamedDataset } from "../check-names.ts";
import { chooseSubjects, unmatchedProblems } from "../check-subjects.ts";
import type { Subject } from "../check-subjects.ts";
import type { Named } from "#query/named.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { explainedSubject, printSubject, printSummary } from "../explain.ts";
import { Failure } from "../failure.ts";
import { knownThings } from "../known-things.ts";
import { formatCount } from "../numbers.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly dataset?: readonly string[];
  readonly job?: readonly string[];
  readonly summary?: true;
  readonly strict?: true;
  readonly json?: true;
  readonly at: Date;
}

/** `tidemark check`: what is wrong with the files of expectations, or what each dataset and job ends up with and why. */
export async function check(
  client: CollectorClient | undefined,
  terminal: Terminal,
  options: CheckOptions,
): Promise<void> {
  const found = findFiles(options.paths.length === 0 ? ["."] : options.paths);
  if (found.problems.length > 0) throw new Failure(found.problems.join("\n"), exitCodes.usage);
  if (found.files.length === 0) {
    throw new Failure("no files of expectations: tidemark.yml, *.tidemark.yml or tidemark/*.yml", exitCodes.usage);
  }
  const { declarations, problems: ofFiles } = loadExpectations(found.files, readTextFile);
  const at = options.at.getTime();
  const { names } = declarations;
  const known = client === undefined ? undefined : await knownThings(client, names);
  const subjects = chooseSubjects(createResolver(declarations), declarations, known?.things, options);
  const renamed = renamedDatasets(names, [...(known?.datasets ?? namesInFiles(declarations)), ...namesAsked(options)]);
  const problems = [
    ...ofFiles,
    ...staleProblems(declarations, at),
    ...nameProblems(names, renamed, known?.datasets),
    ...(known === undefined ? [] : unmatchedProblems(declarations, known.things)),
  ].toSorted(byPosition);
  const ofEvents = subjects.flatMap(({ resolved }) => resolved.problems).length;
  const report = { problems, subjects, renamed: isAsked(options) ? ofSubjects(renamed, subjects) : renamed };
  if (options.json === true) printJson(terminal, declarations, report, at);
  else printReport(terminal, declarations, report, options);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors + ofEvents;
  if (errors > 0 || (options.strict === true && warnings > 0)) throw new Failure(countText(errors, warnings));
}

/** `tidemark check --schema`: for editors. */
export function printSchema(terminal: Terminal, of: string | true): void {
  if (of === true || of === "expectations")
    return terminal.print(JSON.stringify(expectationsJsonSchema(), undefined, 2));
  if (of === "calendar") return terminal.print(JSON.stringify(calendarJsonSchema(), undefined, 2));
  throw new Failure(`--schema: expectations or calendar, not ${of}`, exitCodes.usage);
}

interface Report {
  readonly problems: readonly Problem[];
  readonly subjects: readonly Subject[];
  readonly renamed: readonly RenamedDataset[];
}

function printJson(terminal: Terminal, { files }: Declarations, report: Report, at: number): void {
  const problems = report.problems.map(({ severity, position, message }) => ({ severity, ...position, message }));
  const things = report.subjects.map((each) => explainedSubject(each, at));
  terminal.print(JSON.stringify({ files, problems, names: report.renamed.map(renamedJson), things }));
}

function printReport(
  terminal: Terminal,
  { files, entries }: Declarations,
  { problems, subjects, renamed }: Report,
  options: CheckOptions,
): void {
  for (const problem of problems) {
    const style = problem.severity === "error" ? terminal.red : terminal.yellow;
    terminal.print(style(plainText(problemText(problem))));
  }
  // What things end up with is only half of the truth while entries are left out.
  if (problems.some(({ severity }) => severity === "error")) return;
  const ofKind = (kind: string): string => formatCount(entries.filter((entry) => entry.kind === kind).length);
  terminal.print(
    terminal.dim(
      `${counted(files.length, "file")}, ${ofKind("dataset")} entries of datasets, ${ofKind("job")} of jobs`,
    ),
  );
  if (options.summary === true) return printSummary(terminal, subjects, options.at.getTime());
  printRenamed(terminal, renamed);
  const shown = isAsked(options) ? subjects : subjects.filter(({ said }) => said);
  for (const subject of shown) printSubject(terminal, subject, options.at.getTime(), isAsked(options));
  const silent = subjects.length - shown.length;
  if (silent > 0)
    terminal.print(
      `\n${counted(silent, "more dataset or job", "more datasets and jobs")} with nothing but what is built in`,
    );
}

function isAsked({ dataset, job }: CheckOptions): boolean {
  return dataset !== undefined || job !== undefined;
}

function namesAsked({ dataset }: CheckOptions): readonly Named[] {
  return (dataset ?? []).map(literalName);
}

function namesInFiles({ names, entries }: Declarations): readonly Named[] {
  const datasets = entries.filter(({ kind }) => kind === "dataset");
  return [
    ...[...names.aliases.values()].map(({ name }) => name),
    ...datasets.flatMap(({ matcher }) => matcher.literalNames),
  ];
}

function countText(errors: number, warnings: number): string {
  return [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ].join(", ");
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
