import { runDemo } from "./demo.ts";
import { onInterrupt } from "./live/interrupt.ts";
import { helpText, parseOptions } from "./options.ts";
import type { DemoOptions } from "./options.ts";
import { Screen } from "./screen/screen.ts";

async function main(options: DemoOptions): Promise<number> {
  const quiet = { write: () => true };
  const screen = new Screen(options.json ? quiet : process.stdout, process.env);
  const summary = await runDemo({ options, screen, signal: onInterrupt(), env: process.env });
  if (options.json) console.log(JSON.stringify(summary));
  return !options.once || summary.checks.every(({ holds }) => holds) ? 0 : 1;
}

const parsed = parseOptions(process.argv.slice(2), process.env);
if (parsed.kind === "help") console.log(helpText);
else if (parsed.kind === "invalid") {
  console.error(`${parsed.problem}\n\n${helpText}`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await main(parsed.options);
  } catch (error) {
    console.error(`\nThe demo ended: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
