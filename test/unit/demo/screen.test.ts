import { expect, test } from "vitest";
import { Screen } from "#demo/screen/screen.ts";

function screenOf(isTTY: boolean, env: Readonly<Record<string, string>> = {}) {
  let text = "";
  const write = (part: string): void => {
    text += part;
  };
  return { screen: new Screen({ isTTY, columns: 40, write }, env), text: () => text };
}

test("a long field goes on in its column", () => {
  const { screen, text } = screenOf(false);
  screen.field("Log", "one two three four five six seven eight nine");
  expect(text()).toBe(`  Log            one two three four five
                 six seven eight nine
`);
});

test("there is no progress and no colour where nobody looks", () => {
  const { screen, text } = screenOf(false);
  screen.progress(1, 2, "half");
  screen.line(screen.style("red", "x"));
  expect(text()).toBe("x\n");
});

test("on a terminal the bar goes away when the next line comes", () => {
  const { screen, text } = screenOf(true, { NO_COLOR: "1" });
  screen.progress(1, 2, "half");
  screen.line("done");
  expect(text()).toBe(`\r  ${"█".repeat(16)}${"░".repeat(16)}  half\u001B[K\r\u001B[Kdone\n`);
});
