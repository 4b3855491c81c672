import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { userRecords } from "#bridges/kinesis/user-records.ts";

/** As the Kinesis Producer Library 1.0.7 sent it: `{"n":0}` and `{"n":2}`, both with the key `run:a/0`. */
const packed = Buffer.from("84mawgoHcnVuOmEvMBoLCAAaB3sibiI6MH0aCwgAGgd7Im4iOjJ96zQeHoCzdNJmWfwuri9mkw==", "base64");
const magic = packed.subarray(0, 4);

const textsOf = (records: readonly Uint8Array[]): readonly string[] =>
  records.map((record) => Buffer.from(record).toString("latin1"));

test("what is packed into one record comes apart", () => {
  expect(textsOf(userRecords(packed))).toEqual(['{"n":0}', '{"n":2}']);
});

test("what is not packed is one record, byte for byte", () => {
  for (const data of ["{}", "", "ÿ\0þ"].map((text) => Buffer.from(text, "latin1")))
    expect(userRecords(data)).toEqual([data]);
});

test("what is not packed as it should be is one record: nothing of it is lost", () => {
  const changed = Buffer.from(packed);
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  const cut = packed.subarray(0, -1);
  const noMessage = Buffer.from("\x1a\x7f", "latin1");
  const digest = createHash("md5").update(noMessage).digest();
  const wrong = [changed, cut, magic, Buffer.concat([magic, noMessage, digest])];
  for (const data of wrong) expect(userRecords(data)).toEqual([data]);
});
