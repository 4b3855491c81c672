import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "#signals/catalogue/catalogue.ts";
import { signalNames } from "#signals/verdict.ts";

describe("the catalogue", () => {
  it("has every signal, once", () => {
    expect(catalogue.map(({ name }) => name).toSorted()).toEqual([...signalNames].toSorted());
  });

  it.each(catalogue)("judges something by $name, and says in a runbook what to do", ({ name, ...signal }) => {
    expect(
      [signal.ofDataset, signal.ofJob, signal.ofBudget, signal.ofPlatform].some((judge) => judge !== undefined),
    ).toBe(true);
    const runbook = new URL(`../../../docs/runbooks/${name}.md`, import.meta.url);
    expect(existsSync(runbook)).toBe(true);
    const text = readFileSync(runbook, "utf8");
    for (const part of ["Check it by hand", "Likely causes", "Silence it", "Change the threshold"])
      expect(text).toContain(`## ${part}`);
  });
});
