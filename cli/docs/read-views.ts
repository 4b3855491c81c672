import { recordedViews } from "#store/recorded-views.ts";
import type { RecordedView } from "#store/recorded-views.ts";
import { views } from "#store/derived/views/views.ts";

/** `docs/read-views.md`, from the definitions of the views. */
export function readViewsPage(): string {
  return `# Read views

What Tidemark derives from the events, for SQL: Grafana, a notebook, \`clickhouse-client\`, or curl:

\`\`\`sh
curl 'http://127.0.0.1:8123/' --data 'SELECT state, count() FROM tidemark.runs GROUP BY state'
\`\`\`

They are stable: a column is added, not renamed or dropped, without a notice in the release before. Read them as they are: no FINAL,
no merge functions. Text that was not said is empty; a number or time that was not said is NULL. Times are UTC, to the microsecond.

**As of a moment**: each view has a twin that answers as it would have then, from what had been received:

\`\`\`sql
SELECT * FROM tidemark.runs_as_of(at = '2026-01-31 07:00:00') WHERE job_name = 'orders'
\`\`\`

A twin reads the events, so ask it about one job or dataset where you can. A new event is in the views when the collector has stored
it; only names that symlinks give a dataset are resolved a few seconds later.

This page is generated: \`npm run docs:configuration\`.

${views.map(section).join("\n")}
# What was judged

What Tidemark itself has said and done, so that it can be read beside the data. These have no twin: they keep their own times.

${recordedViews.map(section).join("\n")}`;
}

function section({ name, about, columns }: RecordedView): string {
  const rows = Object.entries(columns).map(
    ([column, [type, meaning]]) => `| \`${column}\` | \`${type.replaceAll("|", "\\|")}\` | ${meaning} |`,
  );
  return `## \`tidemark.${name}\`\n\n${about}\n\n| column | type | meaning |\n|---|---|---|\n${rows.join("\n")}\n`;
}
