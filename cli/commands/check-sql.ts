import { v7 as uuidv7 } from "uuid";
import { assertionOf } from "#agent/client/quality.ts";
import { datasetName } from "#agent/contract/dataset-ref.ts";
import type { LineageEvent } from "#agent/contract/event.ts";
import { checkRunEvents } from "#importers/check-run.ts";
import { EventMaker } from "#importers/event-maker.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { queryValue } from "../query-value.ts";
import { sendEvents } from "../send-events.ts";
import { parseThreshold } from "../threshold.ts";
import type { Threshold } from "../threshold.ts";
import type { ArtifactIo } from "./import-artifacts.ts";

export interface CheckSqlOptions {
  readonly connect: string;
  readonly query: string;
  readonly expect: string;
  readonly dataset?: string;
  readonly name?: string;
  readonly column?: string;
  readonly severity: string;
  readonly namespace?: string;
  readonly job?: string;
  readonly url?: string;
  readonly send: boolean;
  readonly json?: true;
}

interface Checked {
  readonly success: boolean;
  readonly value: number | null;
  readonly started: Date;
  readonly ended: Date;
}

/** `tidemark check-sql`: one number of a database against a threshold, as a result of quality and an exit code. */
export async function checkSql(io: ArtifactIo, options: CheckSqlOptions): Promise<void> {
  const threshold = parseThreshold(options.expect);
  if (threshold === undefined)
    throw new Failure('--expect: such as "= 0", "< 100" or "between 1 and 5"', exitCodes.usage);
  const started = new Date();
  const value = await queryValue(options.connect, options.query);
  const checked = { success: value !== null && threshold.holds(value), value, started, ended: new Date() };
  tell(io, options, threshold, checked);
  if (options.send) await send(io, options, threshold, checked);
  if (!checked.success && options.severity !== "warn") throw new Failure("the check failed");
}

/** What became of the result on its way must not look like what the check found. */
async function send(io: ArtifactIo, options: CheckSqlOptions, threshold: Threshold, checked: Checked): Promise<void> {
  const sent = await sendEvents(eventsOf(io.env, options, threshold, checked), {
    ...io,
    url: options.url,
    stallMs: 10_000,
  });
  if (sent.unconfirmed > 0) io.progress.note("the result is not confirmed: it waits in the spool for the next start");
  for (const reason of sent.refused) io.progress.note(`the result was refused: ${reason}`);
}

function eventsOf(
  env: ArtifactIo["env"],
  options: CheckSqlOptions,
  { text: expected }: Threshold,
  { success, value, started, ended }: Checked,
): readonly LineageEvent[] {
  const namespace = options.namespace ?? (env["OPENLINEAGE_NAMESPACE"] || "default");
  const { query, severity, dataset, column } = options;
  const name = nameOf(options);
  const actual = value ?? "null";
  const result = { name, success, severity, expected, actual, content: query, contentType: "sql" };
  const assertion = assertionOf({ ...result, assertion: "custom_sql", ...(column !== undefined && { column }) });
  const test = {
    name,
    type: "custom_sql",
    status: success ? "pass" : "fail",
    severity,
    expected,
    actual: String(actual),
  };
  return checkRunEvents(new EventMaker("check-sql"), {
    runId: uuidv7(),
    job: { namespace, name: options.job ?? `check.${name}` },
    started: started.toISOString(),
    ended: ended.toISOString(),
    error: undefined,
    integration: "TIDEMARK",
    facets: dataset === undefined ? { test: { tests: [test] } } : {},
    inputs:
      dataset === undefined
        ? []
        : [{ ...datasetName(dataset, namespace), useFacets: { dataQualityAssertions: { assertions: [assertion] } } }],
  });
}

/** Of the same query the same name, so that its results follow one another. */
function nameOf({ name, query }: CheckSqlOptions): string {
  return name ?? query.trim().replaceAll(/\s+/g, " ").slice(0, 100);
}

function tell(
  { terminal }: ArtifactIo,
  options: CheckSqlOptions,
  threshold: Threshold,
  { success, value }: Checked,
): void {
  const name = nameOf(options);
  if (options.json === true) {
    terminal.print(
      JSON.stringify({ name, success, actual: value, expected: threshold.text, severity: options.severity }),
    );
    return;
  }
  const found = `found ${value ?? "null"}, expected ${threshold.text}`;
  if (success) terminal.print(`${terminal.green("✓")} ${name}: ${found}`);
  else terminal.print(`${(options.severity === "warn" ? terminal.yellow : terminal.red)("✗")} ${name}: ${found}`);
}
