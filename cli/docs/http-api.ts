import { gatewayErrors } from "#collector/gateway/errors.ts";
import { reasons } from "#collector/reasons.ts";
import { questionsText } from "./questions.ts";

/** `docs/http-api.md`: what the gateway answers, its codes from the tables it answers by. */
export function httpApiPage(): string {
  return `# HTTP API

With API keys configured each request carries \`Authorization: Bearer <key>\`, but those to \`/health/*\`. Bodies are UTF-8 JSON,
\`Content-Type: application/json\` (or none), plain or compressed (\`Content-Encoding: gzip\`, \`deflate\`, \`br\`).

This page is generated: \`npm run docs:configuration\`.

## Sending

**\`POST /api/v1/lineage\`** (also \`/lineage\` and \`/\`, with a trailing slash, with any query): one OpenLineage event. \`201\` means that
the log has it: \`{"status":"accepted","duplicate":false}\`. \`duplicate\` is true when the log has just seen the same bytes; \`truncated\`
names heavy facets that were left out of an event larger than the log's messages. Sending an event again does no harm: it is stored once.

**\`POST /api/v1/lineage/batch\`** (also \`/lineage/batch\`, \`/batch\`): an array of events, each accepted or refused by itself. \`200\` with
\`{status, summary: {received, successful, failed, retriable, non_retriable}, failed_events: [{index, reason, retriable}]}\`; \`status\` is
\`success\` or \`partial_success\`. When none was accepted the status is 503 (sending again may help) or 422, with the same body and a code.

Headers: \`traceparent\`, \`tracestate\` (the trace goes on through log and store); \`Tidemark-Received-At\` (\`event-time\` or an RFC 3339 time, for
imports of history, only with \`TIDEMARK_ALLOW_BACKDATING=true\`).

Whoever sends without an answer within 5 s should send again. \`503\` comes with \`Retry-After: 5\`. It also answers an event that would be refused,
while its bytes cannot be kept as a dead letter.

## Looking

- \`GET /health/live\`: the process runs. \`GET /health/ready\`: \`{status, dependencies: {log, store}}\`; 200 while events are accepted (\`ready\`, or
  \`degraded\` when the store does not take them and they wait in the log), else 503.
- \`GET /metrics\`: Prometheus' text format; the names stand in \`collector/telemetry/metric-names.ts\`.
- \`GET /api/v1/status\`: what \`tidemark status\` shows. Null is unknown, which is not zero.
- \`GET /api/v1/dead-letters?reason=&since=&limit=&cursor=&redriven=true\`: \`{items, next}\`, the newest first; \`next\` is the cursor of the page after.
- \`GET /api/v1/dead-letters/ID\`: one, with its bytes in base64. \`GET /api/v1/dead-letters/ID/raw\`: the bytes that came.
- \`POST /api/v1/dead-letters/redrive\` with \`{"ids": [...]}\`, \`{"reason": "..."}\`, \`{"since": "..."}\` or \`{"all": true}\`, and \`"limit"\`:
  \`{redriven, impossible, left, cause}\`. What is refused again is open again.

## Keeping

- \`GET /api/v1/retention\`: what \`tidemark retention\` shows: the policy, what each class of tables holds, what would go and why, what has gone, and how
  far back the events reach. \`POST /api/v1/retention\`: it goes now (202; \`GET /api/v1/operation\` tells how far it is).
- \`GET /api/v1/archive/slices?time=received|event&from=&to=\`: the range cut into what makes a file each. \`GET /api/v1/archive/file?format=&from=&to=\` (and
  \`compression\`, \`payloadOnly\`, \`time\`): the events of a range as one file, \`Tidemark-Rows\` of them. For \`tidemark export\`.
- \`POST /api/v1/archive/events?reception=archived|event-time|now&dryRun=\`: rows of archives in RowBinary, for \`tidemark import\`. All but \`reception=now\` is for the owner
  of the data directory, whose key stands in its \`collector.json\`, or for anybody with \`TIDEMARK_ALLOW_BACKDATING=true\`.

## Asking

What is derived from the events: jobs, runs, datasets, schemas, quality, metrics, costs, lineage. \`GET\` only. \`GET /api/v1/openapi.json\` describes
it for programs (OpenAPI 3.1), made from the schemas that requests are checked by.

- **What is not known is null**: no empty texts, no zeros. Times are RFC 3339 in UTC with microseconds. Members may be added to answers.
- **Lists** answer \`{"items": […], "next": …}\` in one order that never changes. \`limit\` (1 to 1000; 100 when not said) is the most items of a page; \`next\` is
  the \`cursor\` of the page after, null on the last. A cursor says where a page ended, not how many came before: it costs the same on the
  thousandth page, and goes on where it was while events arrive. What changes its place meanwhile may be seen twice or not at all; with
  \`asOf\` pages fit together whatever arrives.
- **\`asOf\`** (a time or a date): what was known then, from events received by that time, to the millisecond. It is read from the events
  themselves and takes longer than what is known now. Where retention has dropped events, the answer has the header
  \`Tidemark-Events-Dropped-Up-To\`, with the latest time of their reception: what only they had told is not in it.
- **Names** hold any character. In a path a slash is \`%2F\`: \`/api/v1/datasets/s3%3A%2F%2Flake/raw%2Forders\`. Where a proxy does not let that through, a list with
  \`namespace=\` and \`name=\` has the same thing. Where one parameter names a thing (\`job=\`, \`dataset=\`, or a path of one part) it is \`namespace/name\`, or the
  name alone, or its end after a dot, slash or colon (\`orders\` for \`shop.public.orders\`), whichever is closest; for a dataset also an alias. A list takes
  all that are meant; a single thing has to be one: else \`ambiguous_name\` (409) or \`unknown_name\` (404), with \`candidates\`.
- **Words** (\`search\`, \`q\`) are found in capital letters or small, and each has to be there.
- A question that takes more than 20 s or 1 GiB ends with \`query_too_expensive\` (504).

${questionsText()}
## Errors

Every error is \`{"code", "message", "action"}\`: what went wrong, and what the sender does next. The event's content is never repeated.

Reasons for which an event is refused; each becomes a dead letter:

${list(reasons)}
Others:

${list(gatewayErrors)}`;
}

function list(
  table: Readonly<Record<string, { readonly status: number; readonly meaning: string; readonly action: string }>>,
): string {
  return Object.entries(table)
    .map(([code, { status, meaning, action }]) => `- **\`${code}\`** (${status}): ${meaning}. Then: ${action}.\n`)
    .join("");
}
