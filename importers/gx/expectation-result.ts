import { z } from "zod";
import { assertionOf } from "#agent/client/quality.ts";

export const result = z.object({
  success: z.boolean(),
  expectation_config: z.object({
    type: z.string().nullish(),
    // Before 1.0.
    expectation_type: z.string().nullish(),
    kwargs: z.record(z.string(), z.unknown()).default({}),
    severity: z.string().nullish(),
    description: z.string().nullish(),
  }),
  result: z.object({ observed_value: z.unknown().optional(), unexpected_percent: z.number().nullish() }).nullish(),
  exception_info: z.record(z.string(), z.unknown()).nullish(),
});

type Result = z.infer<typeof result>;

/** Whether the expectation could not be evaluated: it then says `success: false` and nothing of the data. */
export function raised({ exception_info: info }: Result): boolean {
  return [info, ...Object.values(info ?? {})].some(
    (each) => typeof each === "object" && each !== null && "raised_exception" in each && each.raised_exception === true,
  );
}

/** What was expected is the expectation's arguments. What was found is told in numbers alone: values may be of persons. */
export function expectationResult({ success, expectation_config: config, result: found }: Result): object {
  const { column, batch_id: _batch, ...expected } = config.kwargs;
  const kind = typeOf(config);
  return assertionOf({
    name: typeof column === "string" ? `${kind}(${column})` : kind,
    assertion: kind,
    success,
    severity: severityOf(config.severity),
    ...(typeof column === "string" && { column }),
    ...actual(found),
    ...(Object.keys(expected).length > 0 && { expected }),
    ...(config.description && { description: config.description }),
  });
}

/** Of the whole table, where an expectation counted. */
export function rowCount({ expectation_config: config, result: found }: Result): number | undefined {
  const observed = found?.observed_value;
  const counted = typeOf(config).startsWith("expect_table_row_count_to_") && !config.kwargs["row_condition"];
  return counted && typeof observed === "number" ? observed : undefined;
}

/** Where values were looked at one by one, an expectation without arguments wants none to be unexpected. */
function actual(found: Result["result"]): { readonly actual?: unknown; readonly expected?: unknown } {
  const observed = found?.observed_value;
  if (typeof observed === "number" || typeof observed === "boolean") return { actual: observed };
  const percent = found?.unexpected_percent;
  return typeof percent === "number"
    ? { expected: "0 % unexpected", actual: `${Number(percent.toFixed(4))} % unexpected` }
    : {};
}

function typeOf({ type, expectation_type }: Result["expectation_config"]): string {
  return type ?? expectation_type ?? "expectation";
}

function severityOf(severity: string | null | undefined): string {
  return severity === "warning" ? "warn" : severity === "info" ? "info" : "error";
}
