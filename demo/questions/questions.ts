/** What the demo asks of the store, in the same SQL that it shows to paste. */
export interface Question {
  /** For a person, a few words. */
  readonly asks: string;
  readonly sql: string;
}

export const rowsOfOrders: Question = {
  asks: "Rows that ingest.orders wrote, newest first",
  sql: `SELECT ended_at, rows, dataset_name FROM tidemark.run_datasets
WHERE job_name = 'ingest.orders' AND state = 'COMPLETE' AND role = 'output'
ORDER BY ended_at DESC LIMIT 8`,
};

export const schemasOfOrders: Question = {
  asks: "How the columns of shop.public.orders changed",
  sql: `SELECT version, first_seen, arrayStringConcat(fields.path, ', ') AS columns
FROM tidemark.schemas WHERE dataset_name = 'shop.public.orders' ORDER BY version`,
};

export const failedChecks: Question = {
  asks: "Checks that failed, newest first",
  sql: `SELECT event_time, dataset_name AS dataset, name AS check, expected, actual
FROM tidemark.quality WHERE NOT success ORDER BY event_time DESC LIMIT 8`,
};

export const lastWritten: Question = {
  asks: "When each dataset was last written",
  sql: `SELECT name AS dataset, last_written_at AS written
FROM tidemark.datasets WHERE last_written_at IS NOT NULL ORDER BY written`,
};
