import { expect, test } from "vitest";
import { withClient } from "#cli/optional-client.ts";

// Read only when it runs: no compiler can look for what is not there.
const missing = "@nobody/has-this";

test("a client that was left out is named, with how to get it", async () => {
  await expect(withClient("@nobody/has-this", () => import(missing))).rejects.toMatchObject({
    exitCode: 1,
    message: "this needs @nobody/has-this, which was left out of this installation: npm ci --include=optional",
  });
});

test("another failure of a module is its own", async () => {
  const broken = Promise.reject(new TypeError("x is not a function"));
  await expect(withClient("pg", () => broken)).rejects.toThrow(TypeError);
});
