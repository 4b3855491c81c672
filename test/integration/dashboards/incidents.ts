import type { Facts, Happening, LogEntry } from "#alerts/incidents/log-entry.ts";
import { verdict } from "#test/support/incidents.ts";
import { loadJob, until, warehouse } from "./company.ts";

const hour = 3_600_000;
const ago = (hours: number): number => until.getTime() - hours * hour;

/** The load fails and the orders are late: one incident, which lasts. */
export const openIncident = "aaaaaaaaaaaa";
/** Checks on the orders, the day before; over. */
const pastIncident = "bbbbbbbbbbbb";

const orders = { kind: "dataset", namespace: warehouse, name: "shop.public.orders" } as const;
const load = { kind: "job", namespace: "airflow", name: loadJob } as const;

function facts(about: Partial<Facts>): Facts {
  return {
    cause: load,
    severity: "error",
    notifyAt: 0,
    title: `${loadJob} fails`,
    owner: "team:sales",
    blastRadius: 2,
    ...about,
  };
}

function of(incident: string, hours: number, happening: Happening): LogEntry {
  return { incident, at: ago(hours), ...happening };
}

const fails = { ...verdict("job:x"), subject: load, summary: "the last three runs failed" };
const late = { ...verdict("x"), subject: orders, summary: "is six hours late" };
const checks = { ...late, signal: "quality", aspect: "unique order_id", summary: "order_id is not unique" } as const;

const told = { channel: "on-call", notice: "opened" } as const;
const mailed = { channel: "mail", notice: "opened" } as const;

export const companyIncidents: readonly LogEntry[] = [
  of(pastIncident, 30, {
    kind: "opened",
    verdict: checks,
    ...facts({ cause: orders, severity: "warning", title: "orders: order_id is not unique" }),
  }),
  of(pastIncident, 29.9, { kind: "notifying", ...told }),
  of(pastIncident, 29.9, { kind: "notified", ...told, title: "orders: order_id is not unique", receipt: "1" }),
  of(pastIncident, 28, { kind: "resolved" }),
  of(openIncident, 3, { kind: "opened", verdict: fails, ...facts({}) }),
  of(openIncident, 2.9, { kind: "joined", verdict: late }),
  of(openIncident, 2.9, { kind: "notifying", ...told }),
  of(openIncident, 2.9, { kind: "notified", ...told, title: `${loadJob} fails`, receipt: "2" }),
  of(openIncident, 2.9, { kind: "notifying", ...mailed }),
  of(openIncident, 2.8, {
    kind: "delivery_failed",
    ...mailed,
    why: "550 no such mailbox",
    attempt: 1,
    retryAt: null,
  }),
  of(openIncident, 2.5, { kind: "held_back", channel: "chat", notice: "opened", why: "budget" }),
];
