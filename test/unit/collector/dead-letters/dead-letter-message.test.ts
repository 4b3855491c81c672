import { expect, test } from "vitest";
import { headers } from "@nats-io/transport-node";
import { decodeDeadLetter, encodeDeadLetter } from "#collector/dead-letters/dead-letter-message.ts";
import { deadLetterRow, refuse } from "#collector/dead-letters/dead-letter-row.ts";

const letter = {
  raw: Buffer.from([0xff, 0x00, 0x0a]),
  reason: "not_utf8",
  stage: "decode",
  detail: "byte 0: naïve\nline",
  source: "nats",
  receivedAt: new Date("2026-01-31T07:00:00.123Z"),
};

test("a dead letter comes out of the stream as it went in", () => {
  const refused = refuse(letter, new Date("2026-01-31T07:00:01Z"));
  const { body, headers: carried } = encodeDeadLetter(refused, 1_000_000);
  const wire = headers();
  for (const [name, values] of carried) for (const value of values) wire.append(name, value);
  expect(decodeDeadLetter(body, wire, new Date(0))).toEqual({ ...refused, detail: "byte 0: naïve line" });
});

test("bytes are cut to the message, their size and identity are kept", () => {
  const refused = refuse({ ...letter, raw: Buffer.alloc(50_000, "x") }, new Date());
  const { body, headers: carried } = encodeDeadLetter(refused, 20_000);
  expect(body.length).toBeLessThan(20_000);
  const row = deadLetterRow(decodeDeadLetter(body, carried, new Date(0)));
  expect(row).toMatchObject({ dead_letter_id: refused.id, raw_bytes: 50_000, redriven_at: null });
});

test("what others put into the stream is taken too", () => {
  const at = new Date("2026-01-31T08:00:00Z");
  const bare = decodeDeadLetter(Buffer.from("x"), undefined, at);
  expect(bare).toMatchObject({ rawBytes: 1, reason: "", receivedAt: at, refusedAt: at });
  expect(bare.id).toHaveLength(32);
});

test("a refusal is newer than a redrive in the same millisecond", () => {
  const now = new Date();
  expect(deadLetterRow(refuse(letter, now)).updated_at).toBe(now.getTime() * 1000 + 1);
});
