import { afterAll, beforeAll, expect, test } from "vitest";
import { noIncidents } from "#alerts/incidents/incident.ts";
import { fold } from "#alerts/incidents/ledger.ts";
import { appendToLog, newIds, readLog } from "#alerts/log/incident-log.ts";
import { recordAction } from "#store/incidents/record-action.ts";
import { directory, hour, lineage, minute, seven, verdict, watching } from "#test/support/incidents.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore({ derived: false });
});
afterAll(() => opened.cleanup());

const chain = lineage("raw -> job:stage -> staging -> mart", "other -> job:x -> y");
const channels = directory(`defaults: { channels: out, owner: data }
channels: { out: { type: stdout, budget: { notifications: 1, per: 1h } } }
`);

/** An afternoon with a cascade, a merge, a resolution and what people do. */
function someHistory() {
  const watch = watching({ lineage: chain, directory: channels });
  watch.at(seven, verdict("mart", { severity: "critical", since: seven - hour }));
  watch.at(seven + 2 * minute, verdict("mart", { severity: "critical" }), verdict("staging"));
  watch.at(
    seven + 5 * minute,
    verdict("mart"),
    verdict("staging"),
    verdict("job:stage"),
    verdict("y"),
    verdict("platform"),
  );
  const [first] = watch.open();
  watch.happens(first?.id ?? "", seven + 6 * minute, { kind: "acknowledged", by: "kim" });
  const failed = { channel: "out", notice: "raised", why: "HTTP 500", attempt: 1, retryAt: seven + hour } as const;
  watch.happens(first?.id ?? "", seven + 7 * minute, { kind: "delivery_failed", ...failed });
  watch.at(seven + 10 * minute, verdict("mart"), verdict("platform", { state: "excused" }));
  watch.at(seven + 20 * minute, verdict("mart"));
  return watch;
}

test("what is read from the log folds to the live state; what is written twice is one", async () => {
  const watch = someHistory();
  await appendToLog(opened.store, watch.log, 0);
  const ids = await appendToLog(opened.store, watch.log, 0);
  const read = await readLog(opened.store, seven + 21 * minute);
  expect(read.entries).toHaveLength(watch.log.length);
  expect(fold(noIncidents, read.entries)).toEqual(watch.state);
  expect(await newIds(opened.store, seven - 10 * minute, new Set(ids))).toEqual([]);
});

test("the read views say what the state says", async () => {
  const watch = someHistory();
  const rows = await opened.rows<Record<string, unknown>>(
    "SELECT * FROM tidemark.incidents ORDER BY opened_at, incident_id",
  );
  const state = [...watch.state.incidents.values()].toSorted(
    (a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1),
  );
  expect(
    rows.map((row) => [row["incident_id"], row["severity"], row["cause_name"], row["resolved_at"] !== null]),
  ).toEqual(state.map(({ id, severity, cause, resolvedAt }) => [id, severity, cause.name, resolvedAt !== undefined]));
  const [first] = rows;
  expect(first).toMatchObject({
    state: "acknowledged",
    acknowledged_by: "kim",
    severity: "critical",
    cause_kind: "job",
    cause_name: "stage",
    owner: "data",
    members: 3,
    active_members: 1,
    blast_radius: 2,
    title: expect.stringContaining("stage"),
  });
  const members = await opened.rows(
    `SELECT subject_name, left_because FROM tidemark.incident_members WHERE incident_id = {id: String} ORDER BY subject_name`,
    { id: first?.["incident_id"] },
  );
  expect(members).toEqual([
    { subject_name: "mart", left_because: "" },
    { subject_name: "stage", left_because: "recovered" },
    { subject_name: "staging", left_because: "recovered" },
  ]);
});

test("notifications are listed with what became of them, those held back too", async () => {
  const rows = await opened.rows<{ notice: string; state: string; held_back_because: string; error: string }>(
    "SELECT notice, state, held_back_because, error FROM tidemark.notifications ORDER BY notice, state",
  );
  expect(rows).toContainEqual({ notice: "opened", state: "delivered", held_back_because: "", error: "" });
  expect(rows).toContainEqual({ notice: "opened", state: "held_back", held_back_because: "budget", error: "" });
  expect(rows).toContainEqual({ notice: "raised", state: "retrying", held_back_because: "", error: "HTTP 500" });
});

test("what a person does is in the log, and found by the watcher", async () => {
  const now = seven + 30 * minute;
  const { ids } = await readLog(opened.store, now);
  const [incident] = await opened.rows<{ incident_id: string }>(
    "SELECT incident_id FROM tidemark.incidents WHERE state != 'resolved'",
  );
  const id = incident?.incident_id ?? "";
  await recordAction(opened.store, { kind: "acknowledged", incident: id, by: "lee" }, now);
  const subject = { kind: "dataset", namespace: "db", name: "raw" } as const;
  const until = now + hour;
  await recordAction(opened.store, { kind: "snoozed", incident: "", subject, until, by: "lee", reason: "known" }, now);
  expect(await newIds(opened.store, now - minute, new Set(ids))).toHaveLength(2);
  const state = fold(noIncidents, (await readLog(opened.store, now)).entries);
  expect(state.incidents.get(id)?.acknowledged).toEqual({ by: "lee", at: now });
  expect([...state.snoozedSubjects.values()]).toEqual([{ until, by: "lee", reason: "known" }]);
});
