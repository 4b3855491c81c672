import { Option } from "commander";
import type { Command } from "commander";
import type { DetectOptions } from "./commands/detect.ts";
import type { ProgramOptions } from "./program-options.ts";

const footer = `
In: CSV with a header and the columns timestamp (ISO 8601, YYYY-MM-DD HH:MM:SS, or seconds since 1970; UTC where no
zone is said) and value; other columns are ignored, rows without a value are kept and not judged.
Out: timestamp,value,expected,lower,upper,p,score,anomaly. Each row is judged by those before it alone. The score is
0 … 1, higher is odder; anomaly is 1 on the row at which an alert is told, not on those that go on being odd. Empty
while learning. How it works, and how well: docs/detection.md`;

/** `tidemark detect`: what is odd in a series of values. */
export function addDetect(program: Command, { notice }: ProgramOptions): void {
  program
    .command("detect")
    .summary("what is odd in a CSV file of timestamps and values")
    .description("Judges a series of values by the detector of the signals, row by row.")
    .argument("<file>", "a CSV file, or - for the standard input")
    .option("--false-alerts <rate>", "that are accepted: 1/90d is one in 90 days", "1/90d")
    .addOption(
      new Option("--season <season>", "in place of what the timestamps suggest").choices([
        "none",
        "time-of-day",
        "day-of-week",
        "hour-of-week",
      ]),
    )
    .addOption(
      new Option("--noise <kind>", "proportional: it grows with the value (rows, bytes, durations)")
        .choices(["additive", "proportional"])
        .default("additive"),
    )
    .option("--output <path>", "write to a file")
    .option("--json", "one JSON object a row, with the state, the channel and the history too")
    .addHelpText("after", footer)
    .action(async (file: string, options: DetectOptions) => {
      const { detect } = await import("./commands/detect.ts");
      const tell = notice ?? ((text: string): void => void process.stderr.write(`${text}\n`));
      await detect({ notice: tell, stdin: process.stdin, stdout: process.stdout }, file, options);
    });
}
