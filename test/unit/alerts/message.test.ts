import { describe, expect, test } from "vitest";
import { buildMessage } from "#alerts/message/build-message.ts";
import { mailHtml } from "#alerts/message/mail-html.ts";
import { measuredText } from "#alerts/message/measured.ts";
import { plainText } from "#alerts/message/plain-text.ts";
import { durationText, quantityText } from "#alerts/message/quantities.ts";
import { slackBlocks } from "#alerts/message/slack-blocks.ts";
import { teamsCard } from "#alerts/message/teams-card.ts";
import { directory, lineage, oneChannel, seven, verdict, watching } from "#test/support/incidents.ts";
import { exampleMessage } from "#test/support/messages.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe("a message", () => {
  test("as plain text", async () => {
    await expect(`${plainText(exampleMessage())}\n`).toMatchFileSnapshot("../../fixtures/alerts/message.txt");
  });

  test("at its end", async () => {
    await expect(`${plainText(exampleMessage("resolved:0"))}\n`).toMatchFileSnapshot(
      "../../fixtures/alerts/resolved.txt",
    );
  });

  test("as blocks of Slack", async () => {
    await expect(json(slackBlocks(exampleMessage()))).toMatchFileSnapshot("../../fixtures/alerts/slack.json");
  });

  test("as a card of Teams", async () => {
    await expect(json(teamsCard(exampleMessage()))).toMatchFileSnapshot("../../fixtures/alerts/teams.json");
  });

  test("as a mail", async () => {
    await expect(mailHtml(exampleMessage())).toMatchFileSnapshot("../../fixtures/alerts/mail.html");
  });

  test("says only what is known", () => {
    const watch = watching();
    watch.at(seven, verdict("a"));
    const [incident] = watch.open();
    if (incident === undefined) throw new Error("there is no incident");
    const message = buildMessage(incident, "opened", "out", {
      directory: directory(oneChannel),
      lineage: lineage(),
      addresses: { grafana: undefined, tidemark: undefined, runbooks: undefined },
      lastGood: undefined,
      heldBack: 0,
      now: seven,
    });
    expect(plainText(message)).toBe(`ERROR a: is late

Probable cause  db/a (data)
Owner           data
Since           Tue 24 Nov 07:00 UTC

npx tidemark incidents ack ${incident.id}
npx tidemark incidents snooze ${incident.id} --for 2h
npx tidemark incidents snooze --dataset 'db/a' --for 1d`);
  });

  test("cannot mention anybody by a name in it", () => {
    const message = { ...exampleMessage(), headline: "<!channel> & <@U1>" };
    expect(JSON.stringify(slackBlocks(message))).not.toMatch(/<[!@]/);
  });
});

test.each([
  [{ signal: "failures", unit: "count", observed: 1, expected: 0, upper: 0 }, "1 failed run in a row; expected none"],
  [
    { signal: "failures", unit: "count", observed: 4, expected: 0, upper: 2 },
    "4 failed runs in a row; expected none; at most 2",
  ],
  [{ signal: "retries", unit: "count", observed: 3, expected: 1, upper: 2 }, "3 tries; expected 1; at most 2"],
  [{ signal: "completeness", unit: "share", observed: 0.5, expected: 1, lower: 1 }, "50 %; expected 100 %"],
  [
    { signal: "volume", unit: "rows", observed: 450, expected: 793, lower: 700, upper: 900, p: 0.005 },
    "450 rows; expected 793 rows; usual 700 rows to 900 rows; by chance once in 200",
  ],
  [{ signal: "volume", unit: "rows", observed: 3, lower: 10 }, "3 rows; at least 10 rows"],
  [{ signal: "freshness", unit: "s" }, undefined],
] as const)("what was measured is said in words: %o", (said, text) => {
  expect(measuredText(verdict("orders", said))).toBe(text);
});

test.each([
  [500, "500 ms"],
  [59_000, "59 s"],
  [25 * 60_000, "25 min"],
  [80 * 60_000, "1 h 20 min"],
  [51 * 3_600_000, "2 d 3 h"],
])("%d ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  [1234.5, "rows", "1,235 rows"],
  [0.4321, "share", "43.2 %"],
  [1_500_000, "bytes", "1.5 MB"],
  [5400, "s", "1 h 30 min"],
  [12.5, "EUR", "12.5 EUR"],
  [3, "count", "3"],
])("%d %s is %s", (value, unit, text) => {
  expect(quantityText(value, unit)).toBe(text);
});
