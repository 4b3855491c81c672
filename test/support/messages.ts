import type { Message } from "#alerts/message/message.ts";
import { buildMessage } from "#alerts/message/build-message.ts";
import type { Notice } from "#alerts/incidents/incident.ts";
import { directory, hour, lineage, minute, seven, verdict, watching } from "./incidents.ts";

const shop = directory(`defaults: { channels: out }
channels: { out: { type: stdout } }
owners:
  shop-data: { contact: "#shop-data" }
datasets:
  - { match: "mart.*", importance: high, owner: analytics }
  - { match: mart.revenue, importance: critical, owner: finance }
jobs:
  - { match: stage, owner: shop-data, runbook: https://wiki.example.com/stage, description: Loads what the shop sold. }
`);

const flow = lineage(
  "raw.orders -> job:stage -> staging.orders",
  "staging.orders -> job:facts -> core.orders -> job:mart -> mart.revenue",
  "core.orders -> job:mart2 -> mart.customers",
);

/** A job that failed and what waits for it, at ten past seven, as a channel is told of it. */
export function exampleMessage(notice: Notice = "opened"): Message {
  const watch = watching({ lineage: flow, directory: shop });
  const failed = verdict("job:stage", {
    severity: "error",
    since: seven - hour,
    summary: "stage failed 2 times in a row, last at 06:00",
    evidence: {
      run: {
        job: { namespace: "air", name: "stage" },
        runId: "0190d1a2-7c3e-7000-8000-000000000001",
        error: 'column "channel" does not exist <in query>\n  at line 3',
        endedAt: seven - hour,
      },
    },
  });
  const late = verdict("staging.orders", {
    severity: "critical",
    summary: "not there by 07:00, 10 min late",
    observed: 600,
    upper: 0,
    deadline: seven,
  });
  const atRisk = verdict("mart.revenue", {
    state: "at_risk",
    summary: "will be 25 min late",
    deadline: seven + 2 * hour,
  });
  const volume = verdict("core.orders", {
    signal: "volume",
    aspect: "rows",
    summary: "450 rows, 43 % fewer than usual",
    observed: 450,
    expected: 793,
    lower: 700,
    upper: 900,
    unit: "rows",
    p: 0.004,
    history: { points: 14, from: null, wanted: 14 },
  });
  watch.at(seven + 10 * minute, failed, late, atRisk, volume);
  const [incident] = watch.open();
  if (incident === undefined) throw new Error("there is no incident");
  const isOver = notice.startsWith("resolved");
  const told = isOver ? { ...incident, resolvedAt: seven + 52 * minute } : incident;
  return buildMessage(told, notice, "out", {
    directory: shop,
    lineage: flow,
    addresses: {
      grafana: "https://grafana.example.com",
      tidemark: "https://tidemark.example.com",
      runbooks: undefined,
    },
    lastGood: {
      job: { namespace: "air", name: "stage" },
      runId: "0190d1a2-0000-7000-8000-000000000001",
      endedAt: seven - 25 * hour,
    },
    heldBack: 3,
    now: seven + 10 * minute,
  });
}
