import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { createLogger } from "#collector/telemetry/logger.ts";
import type { LoggerOptions } from "#collector/telemetry/logger.ts";

function logged(
  options: Partial<LoggerOptions>,
  isTTY = false,
): { logger: ReturnType<typeof createLogger>; text: () => string } {
  const destination = Object.assign(new PassThrough(), { isTTY });
  const logger = createLogger({ level: "info", format: "auto", destination, colors: false, ...options });
  return { logger, text: () => String(destination.read() ?? "") };
}

describe("the log", () => {
  test("is one JSON object a line where nobody watches", () => {
    const { logger, text } = logged({});
    logger.debug("not this");
    logger.warn({ attempts: 3 }, "the store is back");
    expect(JSON.parse(text())).toEqual({
      level: "warn",
      time: expect.any(String),
      attempts: 3,
      msg: "the store is back",
    });
  });

  test("is lines for people on a terminal", () => {
    const { logger, text } = logged({}, true);
    logger.info({ attempts: 3, cause: "it is late" }, "the store is back");
    expect(text()).toMatch(/^\d\d:\d\d:\d\d info  the store is back attempts=3 cause="it is late"\n$/);
  });

  test("has colours only when asked, and the stack of an error", () => {
    const { logger, text } = logged({ format: "pretty", colors: true });
    logger.error({ err: new Error("broken") }, "a request failed");
    const line = text();
    expect(line).toContain("\u001B[31merror\u001B[0m a request failed");
    expect(line).toMatch(/Error: broken\n {4}at /);
  });
});
