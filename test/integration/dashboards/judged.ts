import { heartbeatRow, verdictRow } from "#test/support/grafana/verdict-rows.ts";
import type { JudgedRows, Told } from "#test/support/grafana/verdict-rows.ts";
import type { Subject } from "#signals/verdict.ts";
import { companyIncidents } from "./incidents.ts";
import { loadJob, until, warehouse } from "./company.ts";

const hour = 3_600_000;
const ago = (hours: number): Date => new Date(until.getTime() - hours * hour);

export const orders: Subject = { kind: "dataset", namespace: warehouse, name: "shop.public.orders" };
/** Under its canonical name. */
const report: Subject = { kind: "dataset", namespace: "hive://meta", name: "report_view" };
const load: Subject = { kind: "job", namespace: "airflow", name: loadJob };

const due = { unit: "s", expected: 0, upper: 0 } as const;
const owner = { owner: "team:sales" } as const;

/** Nine days of orders due at six, in time but for the day before yesterday, four hours late, and today, not there yet. */
const days: readonly Told[] = Array.from({ length: 9 }, (_, day): readonly Told[] => {
  const late = day === 6;
  const deadline = new Date(ago(6).getTime() - (8 - day) * 24 * hour);
  const came = new Date(deadline.getTime() + (late ? 4 * hour : -hour / 4));
  const again = { signal: "freshness", subject: orders, ...due, ...owner, due: deadline } as const;
  const met: Told = {
    ...again,
    state: "ok",
    since: came,
    judgedAt: came,
    observed: (came.getTime() - deadline.getTime()) / 1000,
  };
  if (day === 8) {
    return [{ ...again, state: "breach", severity: "critical", since: deadline, judgedAt: until, observed: 6 * 3600 }];
  }
  const missed: Told = { ...again, state: "breach", since: deadline, judgedAt: came, observed: 4 * 3600 };
  const volume: Told = {
    signal: "volume",
    subject: orders,
    aspect: "rows",
    state: "ok",
    since: came,
    judgedAt: came,
    unit: "rows",
    observed: 1000 + day,
    expected: 1000,
    lower: 900,
    upper: 1100.5,
  };
  return [...(late ? [missed] : []), met, volume];
}).flat();

const now = { judgedAt: until } as const;

export const companyVerdicts: readonly Told[] = [
  ...days,
  { signal: "quality", subject: orders, aspect: "unique order_id", state: "breach", since: ago(2), ...now, unit: "" },
  {
    signal: "slo",
    subject: orders,
    state: "breach",
    since: ago(6),
    ...now,
    unit: "share",
    observed: 0.98,
    expected: 0.99,
    ...owner,
  },
  {
    signal: "freshness",
    subject: report,
    state: "at_risk",
    since: ago(1),
    ...now,
    due: ago(-1),
    ...due,
    observed: 1500,
  },
  { signal: "schema", subject: report, state: "learning", since: ago(100), ...now },
  { signal: "slo", subject: load, state: "ok", since: ago(48), ...now, unit: "share", observed: 0.995, expected: 0.99 },
  {
    signal: "completion",
    subject: load,
    state: "breach",
    since: ago(3),
    ...now,
    due: ago(3),
    ...due,
    observed: 3 * 3600,
  },
  { signal: "failures", subject: load, state: "breach", since: ago(3), ...now, unit: "count", observed: 3, upper: 0 },
  { signal: "duration", subject: load, state: "excused", since: ago(30), ...now, observed: 61, lower: 50, upper: 70 },
  {
    signal: "cost",
    subject: { kind: "budget", namespace: "", name: "marketing" },
    state: "unknown",
    since: ago(30),
    ...now,
    unit: "EUR",
    observed: 12.345,
    upper: 1000,
  },
];

export const companyJudged: JudgedRows = {
  verdicts: companyVerdicts.map(verdictRow),
  heartbeats: [
    heartbeatRow("freshness", until),
    heartbeatRow("volume", ago(5), { error: "Code: 241. DB::Exception: memory" }),
    heartbeatRow("watcher", new Date()),
  ],
  incidents: companyIncidents,
};
