import { expect, test } from "vitest";
import { RowBinaryWriter } from "#store/row-binary.ts";

function written(write: (writer: RowBinaryWriter) => void): string {
  const writer = new RowBinaryWriter(4);
  write(writer);
  return writer.bytes.toString("hex");
}

test("integers are little-endian two's complement", () => {
  expect(written((w) => w.int64(1))).toBe("0100000000000000");
  expect(written((w) => w.int64(-1))).toBe("ffffffffffffffff");
  expect(written((w) => w.int64(Number.MAX_SAFE_INTEGER))).toBe("ffffffffffff1f00");
  expect(written((w) => w.int64(Number.MIN_SAFE_INTEGER))).toBe("010000000000e0ff");
});

test.each([0.5, Number.NaN, Infinity, 2 ** 53])("%d is no integer of 53 bits", (value) => {
  expect(() => new RowBinaryWriter().int64(value)).toThrow(RangeError);
});

test("lengths are LEB128", () => {
  expect(written((w) => w.varUint(127))).toBe("7f");
  expect(written((w) => w.varUint(128))).toBe("8001");
  expect(written((w) => w.varUint(2 ** 31 - 1))).toBe("ffffffff07");
});

test("strings are UTF-8 behind their length in bytes, also where the first characters are ASCII", () => {
  expect(written((w) => w.string("ab"))).toBe("026162");
  expect(written((w) => w.string("aé"))).toBe("0361c3a9");
  expect(written((w) => w.string("😀"))).toBe("04f09f9880");
  const long = "é".repeat(100);
  expect(written((w) => w.string(long))).toBe(`c801${Buffer.from(long).toString("hex")}`);
});

test("what was truncated or reset is written over", () => {
  const writer = new RowBinaryWriter();
  writer.string("kept");
  const length = writer.length;
  writer.string("dropped");
  writer.truncate(length);
  writer.uint8(7);
  expect(writer.bytes.toString("latin1")).toBe("\u0004kept\u0007");
  writer.reset();
  expect(writer.bytes).toHaveLength(0);
});
