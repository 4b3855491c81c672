import type { RunEvent } from "#agent/contract/event.ts";
import { derivedRunId } from "../derived-run-id.ts";
import type { Bodies, DatasetBody, JobBody } from "../event-maker.ts";
import type { DbtNode, DbtResult } from "./artifacts.ts";
import { assertion, severityOf } from "./assertion.ts";
import { dotted } from "./project.ts";
import { childFacets, jobBody, spanOf } from "./root-run.ts";
import type { DbtContext } from "./root-run.ts";

interface RanTest {
  readonly test: DbtNode;
  readonly result: DbtResult;
  readonly started: string;
  readonly ended: string;
}

/** One run for all the tests of a table, with their results beside it; one for each test that is of no single table. */
export function testEvents(context: DbtContext): readonly RunEvent[] {
  const byTable = new Map<DbtNode, RanTest[]>();
  const others: RanTest[] = [];
  for (const ran of ranTests(context)) {
    const table = testedTable(context, ran.test);
    if (table === undefined) others.push(ran);
    else byTable.set(table, [...(byTable.get(table) ?? []), ran]);
  }
  return [
    ...[...byTable].flatMap(([table, tests]) => tableEvents(context, table, tests)),
    ...others.flatMap((ran) => singleEvents(context, ran)),
  ];
}

function ranTests({ runResults, project }: DbtContext): readonly RanTest[] {
  return runResults.results.flatMap((result) => {
    const test = project.node(result.unique_id);
    const span = spanOf(result);
    return test?.resource_type === "test" && span !== undefined ? [{ test, result, ...span }] : [];
  });
}

/** The table a test is declared at; a query of one table is about that one. */
function testedTable({ project }: DbtContext, test: DbtNode): DbtNode | undefined {
  if (test.attached_node) return project.node(test.attached_node);
  const parents = project.parents(test.unique_id);
  return parents.length === 1 ? parents[0] : undefined;
}

function tableEvents(context: DbtContext, table: DbtNode, tests: readonly RanTest[]): readonly RunEvent[] {
  const { project } = context;
  const name = dotted(table.database, table.schema, table.unique_id.replace(/^model\./, ""));
  const job = testJob(context, `${name}${context.command === "build" ? ".build" : ""}.test`);
  const assertions = tests.map(({ test, result }) => assertion(test, result)).filter((each) => each !== undefined);
  const checked = { ...project.described(table), useFacets: { dataQualityAssertions: { assertions } } };
  return spanEvents(context, `test:${table.unique_id}`, job, tests, {}, assertions.length > 0 ? [checked] : []);
}

function singleEvents(context: DbtContext, ran: RanTest): readonly RunEvent[] {
  const { project } = context;
  const { test, result } = ran;
  const { status } = result;
  const facets = {
    test: {
      tests: [
        {
          name: test.name,
          type: test.test_metadata?.name ?? "custom_sql",
          status: status === "pass" ? "pass" : "fail",
          severity: status === "warn" ? "warn" : severityOf(test),
          expected: "0",
          ...(typeof result.failures === "number" && { actual: String(result.failures) }),
        },
      ],
    },
  };
  const inputs = project.parents(test.unique_id).map((parent) => project.described(parent));
  return spanEvents(
    context,
    test.unique_id,
    testJob(context, test.unique_id),
    [ran],
    status === "error" ? {} : facets,
    inputs,
  );
}

function testJob(context: DbtContext, name: string): JobBody {
  return jobBody(context, name, "TEST");
}

/** The run failed where a test did that dbt does not go on after. */
function spanEvents(
  context: DbtContext,
  id: string,
  job: JobBody,
  tests: readonly RanTest[],
  facets: Bodies,
  inputs: readonly DatasetBody[],
): readonly RunEvent[] {
  const failed = tests.filter(({ result }) => result.status === "fail" || result.status === "error");
  const [first] = failed;
  const run = { runId: derivedRunId("dbt", context.root.runId, id), facets: { ...childFacets(context) } };
  const message = first && `${first.test.name}: ${first.result.message ?? first.result.status}`;
  const errorMessage = message === undefined ? undefined : { message, programmingLanguage: "SQL" };
  const started = tests.map((ran) => ran.started).toSorted()[0] ?? "";
  const ended =
    tests
      .map((ran) => ran.ended)
      .toSorted()
      .at(-1) ?? "";
  return [
    context.maker.run({ eventType: "START", eventTime: started, run, job }),
    context.maker.run({
      eventType: failed.length > 0 ? "FAIL" : "COMPLETE",
      eventTime: ended,
      run: { ...run, facets: { ...run.facets, ...facets, errorMessage } },
      job,
      inputs,
    }),
  ];
}
