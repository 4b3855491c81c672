import { describe, expect, test } from "vitest";
import { formatTable } from "#cli/table.ts";
import { plainText } from "#cli/terminal.ts";

const columns = [
  { title: "ID", value: ({ id }: { id: string }) => id },
  { title: "SIZE", value: ({ size }: { size: string }) => size, align: "right" },
  { title: "DETAIL", value: ({ detail }: { detail: string }) => detail, flexible: true },
] as const;

const rows = [
  { id: "a", size: "9 B", detail: "at position 1" },
  { id: "bbb", size: "1.2 kB", detail: "job.namespace: expected string, received undefined" },
];

describe("a table", () => {
  test("aligns its columns", () => {
    expect(formatTable(columns, rows, Infinity)).toEqual([
      "ID     SIZE  DETAIL",
      "a       9 B  at position 1",
      "bbb  1.2 kB  job.namespace: expected string, received undefined",
    ]);
  });

  test.each([30, 40, 60])("fits a terminal of %d columns", (width) => {
    const lines = formatTable(columns, rows, width);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines[2]).toContain("bbb");
  });

  test("shows no control sequences of what it is given", () => {
    const [, line] = formatTable(columns, [{ id: "\u001B[2Jx", size: "1", detail: "a\nb\u0007" }], 80);
    expect(line).toBe("x      1  a b");
  });
});

test("text from outside stays on one line", () => {
  expect(plainText("\u001B]0;title\u0007red\u001B[31m\r\n\tend")).toBe("red end");
});

describe("a narrow terminal", () => {
  test("cuts names in their middle, and the widest first", () => {
    const named = [{ title: "NAME", value: (name: string) => name, flexible: true, cut: "middle" }] as const;
    const [, line = ""] = formatTable(named, ["postgres://db.example.com/shop.orders"], 20);
    expect([line, line.length]).toEqual(["postgres:…hop.orders", 20]);
    const two = [
      { title: "A", value: () => "a".repeat(50), flexible: true },
      { title: "B", value: () => "b".repeat(30), flexible: true },
    ];
    expect(formatTable(two, [0], 42)[1]).toBe(`${"a".repeat(19)}…  ${"b".repeat(19)}…`);
  });

  test("leaves out columns without values, and those it can do without", () => {
    const all = [
      { title: "NAME", value: () => "n".repeat(30), flexible: true },
      { title: "ID", value: () => "i".repeat(20), expendable: true },
      { title: "NOTE", value: () => "", optional: true },
    ];
    expect(formatTable(all, [0], 80)[0]).toBe(`NAME${" ".repeat(28)}ID`);
    expect(formatTable(all, [0], 42)[0]).toBe(`NAME${" ".repeat(18)}ID`);
    expect(formatTable(all, [0], 41)).toEqual(["NAME", "n".repeat(30)]);
  });

  test("colours what is padded, so that columns stay aligned", () => {
    const styled = [
      { title: "STATE", value: (state: string) => state, style: (text: string) => `<${text}>` },
      { title: "X", value: () => "x" },
    ];
    expect(formatTable(styled, ["FAIL", "COMPLETE"], 80)).toEqual(["STATE     X", "<FAIL    >  x", "<COMPLETE>  x"]);
  });
});
