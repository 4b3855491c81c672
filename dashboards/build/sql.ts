/**
 * The value of a dashboard's variable as an SQL expression. Names hold any character: quotes and backslashes leave
 * Grafana percent-encoded and are decoded by the engine, so no name breaks the query or changes it.
 */
export function chosen(variable: string): string {
  return `decodeURLComponent('\${${variable}:percentencode}')`;
}

/** Whether a column is what a variable says, or the variable says all. */
export function chosenOrAll(column: string, variable: string): string {
  return `(${chosen(variable)} = '${everything}' OR ${column} = ${chosen(variable)})`;
}

/** What a variable holds when nothing is left out. */
export const everything = "*";

/** Rows of the job that is chosen. */
export const ofJob = `job_namespace = ${chosen("job_namespace")} AND job_name = ${chosen("job")}`;

/** Rows of the run that is chosen. */
export const ofRun = `${ofJob} AND run_id = ${chosen("run")}`;

/**
 * All names, symlinks included, of the dataset that is chosen: pairs of namespace and name. The view is named once: naming
 * it again to look up the canonical name costs more than the query itself.
 */
export const namesOfDataset = `(
    SELECT namespace, name FROM (
      SELECT namespace, name,
        max(namespace = ${chosen("namespace")} AND name = ${chosen("dataset")})
          OVER (PARTITION BY canonical_namespace, canonical_name) AS is_chosen
      FROM tidemark.datasets)
    WHERE is_chosen)`;

/** Rows of the dataset that is chosen, under whichever of its names they were told. */
export const ofDataset = `(dataset_namespace, dataset_name) IN ${namesOfDataset}`;

/** Writes of it by runs that succeeded: rows of `run_datasets`. */
export const writesOfDataset = `role = 'output' AND state = 'COMPLETE' AND ${ofDataset}`;

/** Up to the end of the range, whatever its start: what is judged by history needs more of it than is looked at. */
export function inDaysBefore(column: string, days: number): string {
  return `${column} > $__toTime - INTERVAL ${days} DAY AND ${column} <= $__toTime`;
}

/** A number of seconds as a text with one unit: `50 s`, `90 min`, `5 h`, `3 d`. */
export function inWords(seconds: string): string {
  const rounded = (length: number, unit: string): string =>
    `concat(toString(toInt64(round((${seconds}) / ${length}))), ' ${unit}')`;
  return `multiIf((${seconds}) < 120, ${rounded(1, "s")}, (${seconds}) < 7200, ${rounded(60, "min")}, (${seconds}) < 172800, ${rounded(3600, "h")}, ${rounded(86_400, "d")})`;
}

/** A view's subject or cause as the columns that links of tables want: those of what it is not are empty. */
export function datasetOrJob(of: "subject" | "cause"): string {
  const named = (kind: "dataset" | "job"): string =>
    `if(${of}_kind = '${kind}', ${of}_namespace, '') AS ${kind}_namespace, if(${of}_kind = '${kind}', ${of}_name, '') AS ${kind}_name`;
  return `${named("dataset")},\n      ${named("job")}`;
}
