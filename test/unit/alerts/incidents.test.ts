import { describe, expect, test } from "vitest";
import { directory, hour, lineage, membersOf, minute, seven, verdict, watching } from "#test/support/incidents.ts";

const chain = lineage("raw -> job:stage -> staging -> job:mart -> mart -> job:export -> report");

describe("a breach becomes an incident at its root", () => {
  test("what is downstream of a failing job is in the job's incident, and one notification is sent", () => {
    const watch = watching({ lineage: chain });
    watch.at(seven, verdict("mart"), verdict("job:stage", { since: seven - hour }), verdict("staging"));
    watch.at(seven + minute, verdict("mart"), verdict("job:stage"), verdict("staging"), verdict("report"));
    watch.at(seven + 5 * minute, verdict("mart"), verdict("job:stage"), verdict("staging"), verdict("report"));
    const [incident, ...others] = watch.open();
    expect(others).toEqual([]);
    expect(incident?.cause.name).toBe("stage");
    expect(incident === undefined ? [] : membersOf(incident)).toEqual(["mart", "report", "stage", "staging"]);
    expect(watch.sent()).toEqual(["opened out"]);
  });

  test("of two roots the furthest counts, of two as far the one whose trouble is older", () => {
    const wide = lineage("far -> near -> mart", "near2 -> mart", "beside -> report", "beside2 -> report");
    const watch = watching({ lineage: wide });
    watch.at(seven, verdict("mart"), verdict("near2"), verdict("far"));
    watch.at(seven, verdict("mart"), verdict("near2"), verdict("far"), verdict("report"),
      verdict("beside"), verdict("beside2", { since: seven - minute })); // prettier-ignore
    const byCause = Object.fromEntries(watch.open().map((each) => [each.cause.name, membersOf(each)]));
    expect(byCause).toEqual({
      far: ["far", "mart"],
      near2: ["near2"],
      beside: ["beside"],
      beside2: ["beside2", "report"],
    });
  });

  test("a workflow that fails with a task of its own is in the incident of the task's cause", () => {
    const watch = watching({ lineage: lineage("raw -> job:stage -> staging", "job:dag starts job:stage") });
    watch.at(seven, verdict("job:dag"), verdict("job:stage", { since: seven - minute }));
    expect(watch.open().map(({ cause }) => cause.name)).toEqual(["stage"]);
    watch.at(seven + minute, verdict("job:dag"), verdict("job:stage"), verdict("raw", { since: seven - hour }));
    expect(watch.open().map((each) => [each.cause.name, membersOf(each)])).toEqual([["raw", ["dag", "raw", "stage"]]]);
  });

  test("what is at risk comes from the job it waits for, before anything is wrong with that", () => {
    const watch = watching({ lineage: chain });
    const waitsFor = { namespace: "air", name: "stage" };
    watch.at(seven, verdict("report", { state: "at_risk", evidence: { waitsFor } }));
    expect(watch.open().map(({ cause }) => cause.name)).toEqual(["stage"]);
    watch.at(seven + hour, verdict("report"), verdict("mart"), verdict("job:stage", { since: seven + hour }));
    expect(watch.open().map((each) => [each.cause.name, membersOf(each)])).toEqual([
      ["stage", ["mart", "report", "stage"]],
    ]);
  });

  test("what is late comes from the job it waits for, whose own lateness does not show yet", () => {
    const watch = watching({ lineage: lineage("raw -> job:stage -> staging -> job:mart -> mart", "staging -> other") });
    const evidence = { waitsFor: { namespace: "air", name: "stage" } };
    const late = [verdict("mart", { evidence }), verdict("other", { evidence, since: seven + minute })];
    watch.at(seven, ...late);
    expect(watch.open().map((each) => [each.cause.name, membersOf(each)])).toEqual([["stage", ["mart", "other"]]]);
    watch.at(seven + 10 * minute, ...late, verdict("staging", { since: seven + 10 * minute, evidence }));
    watch.at(seven + 20 * minute, ...late, verdict("job:stage", { since: seven + 20 * minute }));
    expect(watch.open()).toHaveLength(1);
    expect(watch.open()[0]?.cause.name).toBe("stage");
    expect(watch.sent().filter((notice) => notice.startsWith("opened"))).toEqual(["opened out"]);
  });

  test("datasets of a cycle are one", () => {
    const watch = watching({ lineage: lineage("a -> b -> c -> a", "c -> out") });
    watch.at(seven, verdict("a"), verdict("b", { since: seven - minute }), verdict("out"));
    expect(watch.open().map((each) => [each.cause.name, membersOf(each)])).toEqual([["b", ["a", "b", "out"]]]);
  });

  test("trouble upstream that began long after is not the cause", () => {
    const watch = watching({ lineage: chain });
    watch.at(seven, verdict("mart"));
    watch.at(seven + 12 * hour, verdict("mart"), verdict("raw", { since: seven + 12 * hour }));
    expect(watch.open().map(({ cause }) => cause.name)).toEqual(["mart", "raw"]);
  });

  test("trouble that what breaks now has lived with for long is not its cause: that is told by itself", () => {
    const watch = watching({ lineage: chain });
    const week = 7 * 24 * hour;
    const old = verdict("raw", { since: seven - week });
    watch.at(seven - week, old);
    const fails = verdict("job:mart", { evidence: { goodAt: seven - 24 * hour } });
    for (const now of [seven, seven + hour]) watch.at(now, old, fails, verdict("mart", { since: seven + minute }));
    expect(watch.open().map((each) => [each.cause.name, membersOf(each)])).toEqual([
      ["raw", ["raw"]],
      ["mart", ["mart", "mart"]],
    ]);
    expect(watch.sent()).toEqual(["opened out", "opened out"]);
  });

  test("what has not been well since the trouble above it began belongs to it, however long ago that was", () => {
    const watch = watching({ lineage: chain });
    const week = 7 * 24 * hour;
    const old = verdict("raw", { since: seven - week });
    watch.at(seven - week, old);
    watch.at(seven, old, verdict("job:mart", { evidence: { goodAt: seven - week - hour } }));
    expect(watch.open().map(membersOf)).toEqual([["mart", "raw"]]);
  });

  test("what one job writes and what breaks at one time is one incident", () => {
    const watch = watching({
      lineage: lineage("src1 -> job:sync -> t1", "src2 -> job:sync -> t2", "src3 -> job:sync -> t3"),
    });
    watch.at(seven, verdict("t1"), verdict("t2", { since: seven + minute }));
    watch.at(
      seven + hour,
      verdict("t1"),
      verdict("t2", { since: seven + minute }),
      verdict("t3", { since: seven + 5 * hour }),
    );
    expect(watch.open().map(membersOf)).toEqual([["t1", "t2"], ["t3"]]);
  });

  test("when the platform is deaf, what is missing is its fault; what fails is not", () => {
    const watch = watching({ lineage: lineage("a -> job:load -> b") });
    watch.at(seven, verdict("raw"), verdict("platform"), verdict("job:load"), verdict("b", { signal: "quality" }));
    expect(watch.open().map((each) => [each.cause.kind, membersOf(each)])).toEqual(
      expect.arrayContaining([
        ["job", ["b", "load"]],
        ["platform", ["", "raw"]],
      ]),
    );
  });
});

describe("the cause may be found later", () => {
  test("nobody is told while it may still be found; what has nothing above it is told at once", () => {
    const watch = watching({ lineage: chain });
    watch.at(seven, verdict("mart"));
    expect(watch.sent()).toEqual([]);
    watch.at(seven + minute, verdict("mart"), verdict("raw"));
    expect(watch.open().map(({ cause }) => cause.name)).toEqual(["raw"]);
    expect(watch.log.map(({ kind }) => kind)).toContain("moved");
    expect(watch.sent()).toEqual(["opened out"]);
  });

  test("after the hold it is told, and when the cause shows then, nobody is woken again", () => {
    const watch = watching({ lineage: chain, settings: { updateEveryMs: minute } });
    watch.at(seven, verdict("mart"));
    watch.at(seven + 2 * minute, verdict("mart"));
    expect(watch.sent()).toEqual(["opened out"]);
    watch.at(seven + 10 * minute, verdict("mart"), verdict("raw"));
    expect(watch.open().map(({ cause }) => cause.name)).toEqual(["raw"]);
    expect(watch.sent()).toEqual(["opened out", `updated:${seven + 10 * minute} out`]);
  });

  test("two incidents of which the common cause shows become one; the one that was told of first stays", () => {
    const watch = watching({ lineage: lineage("raw -> a", "raw -> b"), settings: { holdMs: minute } });
    watch.at(seven, verdict("b"));
    watch.at(seven + minute, verdict("b"), verdict("a"));
    watch.at(seven + 3 * minute, verdict("b"), verdict("a"));
    const [first] = watch.open();
    expect(watch.sent()).toEqual(["opened out", "opened out"]);
    watch.at(seven + 4 * minute, verdict("a"), verdict("b"), verdict("raw"));
    expect(watch.open().map((each) => [each.id, membersOf(each)])).toEqual([[first?.id, ["a", "b", "raw"]]]);
    // The other's message ends where it was sent.
    expect(watch.sent().slice(2)).toEqual(["merged out"]);
  });

  test("whoever answers for the cause is told when it is found", () => {
    const teams = directory(`channels: { marts: { type: stdout }, sources: { type: stdout } }
datasets:
  - { match: mart, channels: marts }
  - { match: raw, channels: sources }
`);
    const watch = watching({ lineage: chain, directory: teams });
    watch.at(seven, verdict("mart"));
    watch.at(seven + 2 * minute, verdict("mart"));
    watch.at(seven + 5 * minute, verdict("mart"), verdict("raw"));
    expect(watch.sent()).toEqual(["opened marts", "opened sources"]);
  });
});

describe("an incident ends when all its members are well, for a while", () => {
  test("a short recovery is none", () => {
    const watch = watching();
    watch.at(seven, verdict("a"));
    watch.at(seven + minute);
    watch.at(seven + 2 * minute, verdict("a"));
    watch.at(seven + 3 * minute);
    expect(watch.open()).toHaveLength(1);
    watch.at(seven + 6 * minute);
    expect(watch.open()).toEqual([]);
    expect(watch.sent()).toEqual(["opened out", "resolved:0 out"]);
  });

  test("the cause may be well before what it broke, and what breaks then still belongs to it", () => {
    const watch = watching({ lineage: chain });
    watch.at(seven, verdict("raw"), verdict("staging"));
    watch.at(seven + minute, verdict("staging"));
    watch.at(seven + hour, verdict("staging"), verdict("mart", { since: seven + hour }));
    expect(watch.open().map(membersOf)).toEqual([["mart", "staging"]]);
    expect(watch.sent()).toEqual(["opened out", `updated:${seven + hour} out`]);
  });

  test("the same cause soon after reopens it and threads, and nobody is woken again; later it is another", () => {
    const watch = watching();
    watch.at(seven, verdict("a"));
    watch.at(seven + minute);
    watch.at(seven + 10 * minute);
    watch.at(seven + 30 * minute, verdict("a", { since: seven + 30 * minute }));
    expect(watch.sent()).toEqual(["opened out", "resolved:0 out", "reopened:1 out"]);
    expect(watch.state.sent.get("out")).toEqual([seven]);
    watch.at(seven + 31 * minute);
    watch.at(seven + 2 * hour);
    watch.at(seven + 9 * hour, verdict("a", { since: seven + 9 * hour }));
    expect(watch.sent().slice(3)).toEqual(["resolved:1 out", "opened out"]);
    expect(watch.state.incidents.size).toBe(2);
  });

  test("one that has come back must stay away for an hour before anybody is told that it is over", () => {
    const watch = watching({ settings: { updateEveryMs: Infinity } });
    watch.at(seven, verdict("a"));
    watch.at(seven + minute);
    watch.at(seven + 10 * minute);
    watch.at(seven + 30 * minute, verdict("a", { since: seven + 30 * minute }));
    for (let at = seven + 40 * minute; at < seven + 3 * hour; at += 20 * minute) {
      watch.at(at);
      watch.at(at + 10 * minute, verdict("a", { since: at + 10 * minute }));
    }
    expect(watch.sent()).toEqual(["opened out", "resolved:0 out", "reopened:1 out"]);
  });

  test("one that comes back and that nobody sees to is escalated again", () => {
    const watch = watching({
      directory: directory(`defaults: { channels: out, escalation: [{ after: 30m, channels: lead }] }
channels: { out: { type: stdout }, lead: { type: stdout } }
`),
    });
    watch.at(seven, verdict("a"));
    watch.at(seven + minute);
    watch.at(seven + 5 * minute);
    watch.at(seven + 20 * minute, verdict("a", { since: seven + 20 * minute }));
    watch.at(seven + 49 * minute, verdict("a"));
    expect(watch.sent().slice(2)).toEqual(["reopened:1 out"]);
    watch.at(seven + 50 * minute, verdict("a"));
    expect(watch.sent().slice(2)).toEqual(["reopened:1 out", "escalated:101 lead"]);
  });

  test("a rule that could not be evaluated ends nothing", () => {
    const watch = watching();
    const [one] = [verdict("a")];
    watch.at(seven, one);
    const quiet = watch.at(seven + minute, verdict("a", { state: "unknown" }));
    expect(quiet).toEqual([]);
    expect(watch.open()).toHaveLength(1);
  });

  test("what recovers before anybody was told ends without a word", () => {
    const watch = watching({ lineage: chain });
    watch.at(seven, verdict("mart"));
    watch.at(seven + minute);
    watch.at(seven + 5 * minute);
    expect(watch.open()).toEqual([]);
    expect(watch.sent()).toEqual([]);
  });
});

describe("what never opens an incident", () => {
  test.each(["ok", "learning", "unknown", "excused"] as const)("%s", (state) => {
    const watch = watching();
    expect(watch.at(seven, verdict("a", { state }))).toEqual([]);
  });

  test("a breach that is excused leaves its incident", () => {
    const watch = watching();
    watch.at(seven, verdict("a"));
    const entries = watch.at(seven + minute, verdict("a", { state: "excused" }));
    expect(entries).toMatchObject([{ kind: "left", why: "excused" }]);
  });
});

describe("severity", () => {
  const two = directory(`defaults: { channels: { info: chat, critical: phone } }
channels: { chat: { type: stdout }, phone: { type: stdout } }
`);

  test("that is raised tells those of the higher one; those who knew have it in their thread, and are not woken", () => {
    const watch = watching({ lineage: chain, directory: two });
    watch.at(seven, verdict("raw", { severity: "warning" }));
    watch.at(seven + minute, verdict("raw", { severity: "warning" }), verdict("mart", { severity: "error" }));
    watch.at(seven + 2 * minute, verdict("raw", { severity: "critical" }), verdict("mart"));
    expect(watch.sent()).toEqual(["opened chat", "raised:2 chat", "opened phone", "raised:3 chat"]);
    expect(watch.state.sent.get("chat")).toEqual([seven]);
    expect(watch.open()[0]?.severity).toBe("critical");
  });

  test("of what is only at risk is a step lower, until it happens", () => {
    const watch = watching({ directory: two });
    watch.at(seven, verdict("a", { state: "at_risk", severity: "critical" }));
    expect(watch.open()[0]?.severity).toBe("error");
    watch.at(seven + minute, verdict("a", { severity: "critical" }));
    expect(watch.sent()).toEqual(["opened chat", "opened phone", "raised:3 chat"]);
  });

  test("below what a channel takes is not sent there", () => {
    const high = directory(`defaults: { channels: out }
channels: { out: { type: stdout, min_severity: critical } }
`);
    const watch = watching({ directory: high });
    watch.at(seven, verdict("a"));
    expect(watch.sent()).toEqual([]);
    watch.at(seven + minute, verdict("a", { severity: "critical" }));
    expect(watch.sent()).toEqual(["opened out"]);
  });
});

describe("people", () => {
  const onCall =
    directory(`defaults: { channels: out, escalation: [{ after: 30m, channels: lead }, { after: 60m, channels: [lead, head] }] }
channels: { out: { type: stdout }, lead: { type: stdout }, head: { type: stdout } }
`);

  test("the next are told as long as nobody acknowledges", () => {
    const watch = watching({ directory: onCall });
    watch.at(seven, verdict("a"));
    watch.at(seven + 29 * minute, verdict("a"));
    expect(watch.sent()).toEqual(["opened out"]);
    watch.at(seven + 30 * minute, verdict("a"));
    watch.at(seven + 60 * minute, verdict("a"));
    watch.at(seven + 90 * minute, verdict("a"));
    expect(watch.sent().slice(1)).toEqual(["escalated:1 lead", "escalated:2 lead", "escalated:2 head"]);
  });

  test("acknowledging ends the escalation, and the threads hear of it", () => {
    const watch = watching({ directory: onCall });
    watch.at(seven, verdict("a"));
    const id = watch.open()[0]?.id ?? "";
    watch.happens(id, seven + minute, { kind: "acknowledged", by: "kim" });
    watch.at(seven + 45 * minute, verdict("a"));
    expect(watch.open()[0]?.acknowledged?.by).toBe("kim");
    expect(watch.sent()).toEqual(["opened out", `acknowledged:${seven + minute} out`]);
  });

  test("a snooze is quiet until it ends, and then reminds", () => {
    const watch = watching({ directory: onCall });
    watch.at(seven, verdict("a"));
    const until = seven + 2 * hour;
    watch.happens(watch.open()[0]?.id ?? "", seven + minute, {
      kind: "snoozed",
      subject: undefined,
      until,
      by: "kim",
      reason: "",
    });
    watch.at(seven + hour, verdict("a", { severity: "critical" }));
    expect(watch.sent()).toEqual(["opened out"]);
    watch.at(until, verdict("a", { severity: "critical" }));
    expect(watch.sent()).toContain(`reminder:${until} out`);
  });

  test("of a subject that is snoozed nobody is told, until the snooze is over", () => {
    const watch = watching();
    const until = seven + 2 * hour;
    const snoozed = verdict("a").subject;
    watch.happens("", seven - minute, { kind: "snoozed", subject: snoozed, until, by: "kim", reason: "known" });
    watch.at(seven, verdict("a"), verdict("b"));
    expect(watch.open()).toHaveLength(2);
    expect(watch.sent()).toEqual(["opened out"]);
    watch.at(until, verdict("a"), verdict("b"));
    expect(watch.sent()).toEqual(["opened out", "opened out"]);
  });
});

describe("channels", () => {
  test("what is more than a channel's budget is held back, listed, and sent when there is room", () => {
    const tight = directory(`defaults: { channels: out }
channels: { out: { type: stdout, budget: { notifications: 2, per: 1h } } }
`);
    const watch = watching({ directory: tight });
    const all = ["a", "b", "c"].map((name) => verdict(name));
    watch.at(seven, ...all, verdict("d", { severity: "critical" }));
    watch.at(seven + minute, ...all, verdict("d", { severity: "critical" }));
    const held = watch.log.filter(({ kind }) => kind === "held_back");
    expect(held).toMatchObject([
      { channel: "out", notice: "opened", why: "budget" },
      { channel: "out", notice: "opened", why: "budget" },
    ]);
    expect(watch.sent()).toHaveLength(2);
    watch.at(seven + hour, ...all, verdict("d"));
    expect(watch.sent()).toHaveLength(4);
    // The most severe was not held back.
    const told = watch.log.find(({ kind }) => kind === "notifying")?.incident ?? "";
    expect(watch.state.incidents.get(told)?.cause.name).toBe("d");
  });

  test("in quiet hours only what is severe enough is sent; the rest at their end", () => {
    const quiet = directory(`defaults: { channels: out }
channels: { out: { type: stdout, quiet_hours: { between: 22:00-07:00, timezone: UTC, from_severity: critical } } }
`);
    const watch = watching({ directory: quiet });
    const three = seven - 4 * hour;
    watch.at(three, verdict("a", { since: three }), verdict("b", { since: three, severity: "critical" }));
    expect(watch.sent()).toHaveLength(1);
    watch.at(seven, verdict("a", { since: three }), verdict("b", { since: three, severity: "critical" }));
    expect(watch.sent()).toHaveLength(2);
  });

  test("in place of one that fails the next that is named is told, at last standard output", () => {
    const routes = directory(`defaults: { channels: { info: chat, critical: phone } }
channels: { chat: { type: stdout }, phone: { type: stdout } }
`);
    const watch = watching({ directory: routes, delivers: false });
    watch.at(seven, verdict("a"));
    const fails = (channel: string): void =>
      watch.happens(watch.open()[0]?.id ?? "", seven + minute, {
        kind: "delivery_failed",
        channel,
        notice: "opened",
        why: "500",
        attempt: 5,
        retryAt: null,
      });
    fails("chat");
    watch.at(seven + minute, verdict("a"));
    expect(watch.sent()).toEqual(["opened chat", "opened phone"]);
    fails("phone");
    watch.at(seven + 2 * minute, verdict("a"));
    watch.at(seven + 3 * minute, verdict("a"));
    expect(watch.sent()).toEqual(["opened chat", "opened phone", "opened stdout"]);
  });

  test("where no channel is named, standard output is", () => {
    const watch = watching({ directory: directory("datasets: []\n") });
    watch.at(seven, verdict("a"));
    expect(watch.sent()).toEqual(["opened stdout"]);
  });

  test("those of the most important that is hurt are told when nobody is named for the cause", () => {
    const some = directory(`channels: { low: { type: stdout }, high: { type: stdout } }
datasets:
  - { match: staging, channels: low }
  - { match: mart, channels: high, importance: critical }
`);
    const watch = watching({ lineage: chain, directory: some });
    watch.at(seven, verdict("raw"), verdict("staging"), verdict("mart"));
    expect(watch.sent()).toEqual(["opened high"]);
  });
});

test("the last word is not sent to a channel that was never reached", () => {
  const watch = watching({ delivers: false });
  watch.at(seven, verdict("a"));
  const failed = { channel: "out", notice: "opened", why: "404", attempt: 1, retryAt: null } as const;
  watch.happens(watch.open()[0]?.id ?? "", seven, { kind: "delivery_failed", ...failed });
  watch.at(seven + minute);
  watch.at(seven + 5 * minute);
  expect(watch.open()).toEqual([]);
  expect(watch.sent()).not.toContain("resolved:0 out");
});
