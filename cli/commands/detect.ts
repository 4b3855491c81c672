import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Decision, Season } from "#signals/detector/decision.ts";
import { createSeriesDetector } from "#signals/detector/series-detector.ts";
import { settingsForFiles } from "#signals/detector/settings.ts";
import type { DetectorSettings } from "#signals/detector/settings.ts";
import { parseDuration } from "#signals/expectations/values/duration.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { formatCount } from "../numbers.ts";
import { readSeries } from "../series-rows.ts";
import type { SeriesRow } from "../series-rows.ts";
import { plainText } from "../terminal.ts";

export interface DetectOptions {
  readonly falseAlerts: string;
  readonly season?: string;
  readonly noise: "additive" | "proportional";
  readonly output?: string;
  readonly json?: true;
}

interface Io {
  readonly notice: (text: string) => void;
  readonly stdin: Readable;
  readonly stdout: NodeJS.WritableStream;
}

/** So much is written at once. */
const chunkLength = 1 << 16;

/** `tidemark detect`: a CSV file of values in, each row judged, out. */
export async function detect(io: Io, file: string, options: DetectOptions): Promise<void> {
  const detector = createSeriesDetector(settingsOf(options));
  const oddities = new Oddities();
  const name = file === "-" ? "standard input" : plainText(file);
  const input = file === "-" ? io.stdin : createReadStream(file);
  const judged = async function* (): AsyncGenerator<string> {
    let text = options.json === true ? "" : "timestamp,value,expected,lower,upper,p,score,anomaly\n";
    let last = -Infinity;
    for await (const row of readSeries(input, name)) {
      oddities.see(row, last);
      const { at, value } = row;
      // What goes back in time is judged where it stands, by a clock that stands still.
      if (value !== undefined) last = at > last ? at : last + 1;
      const decision = detector.observe({
        at: value === undefined ? at : last,
        value: value ?? 0,
        excluded: value === undefined,
      });
      text += options.json === true ? jsonLine(row, decision) : csvLine(row, decision);
      if (text.length < chunkLength && file !== "-") continue;
      yield text;
      text = "";
    }
    if (text !== "") yield text;
  };
  try {
    if (options.output === undefined) await pipeline(Readable.from(judged()), io.stdout, { end: false });
    else await pipeline(Readable.from(judged()), createWriteStream(options.output));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Whoever read the output has seen enough.
    if (error.code !== "EPIPE") throw new Failure(error.message);
  }
  for (const note of oddities.notes(detector.history)) io.notice(`${name}: ${note}`);
}

function settingsOf({ falseAlerts, season, noise }: DetectOptions): DetectorSettings {
  const [, count = "1", span = ""] = /^(?:(\d{1,6})\s*\/)?\s*(.+)$/.exec(falseAlerts.trim()) ?? [];
  const ms = parseDuration(/^\d/.test(span) ? span : `1${span}`);
  if (ms === undefined || ms === 0 || Number(count) === 0) {
    throw new Failure(
      `--false-alerts takes a rate such as 1/90d (one in 90 days) or 2/1w, not ${plainText(falseAlerts)}`,
      exitCodes.usage,
    );
  }
  const settings = { falseAlertEveryMs: ms / Number(count), noise, ...settingsForFiles };
  const named = seasons.get(season ?? "");
  return named === undefined ? settings : { ...settings, season: named };
}

const seasons: ReadonlyMap<string, Season> = new Map([
  ["none", "none"],
  ["time-of-day", "time of day"],
  ["day-of-week", "day of week"],
  ["hour-of-week", "hour of week"],
]);

/** What was not as a series should be; told at the end, each once. */
class Oddities {
  #rows = 0;
  #missing = 0;
  #repeated = 0;
  #backwards = 0;
  #firstBackwards = 0;

  see({ line, at, value }: SeriesRow, last: number): void {
    this.#rows++;
    if (value === undefined) this.#missing++;
    else if (at === last) this.#repeated++;
    else if (at < last) {
      this.#backwards++;
      this.#firstBackwards ||= line;
    }
  }

  notes({ points, wanted }: { readonly points: number; readonly wanted: number }): readonly string[] {
    const rows = (count: number): string => `${formatCount(count)} of ${formatCount(this.#rows)} rows`;
    return [
      ...(this.#missing > 0 ? [`${rows(this.#missing)} without a value: not judged`] : []),
      ...(this.#repeated > 0 ? [`${rows(this.#repeated)} with the timestamp of the row before: judged too`] : []),
      ...(this.#backwards > 0
        ? [
            `${rows(this.#backwards)} earlier than one before, the first in line ${this.#firstBackwards}: judged where they stand; if that is not their order, sort the file by time`,
          ]
        : []),
      ...(points < wanted
        ? [`all learning: ${formatCount(points)} of ${formatCount(wanted)} points that are wanted`]
        : []),
    ];
  }
}

function csvLine({ timestamp, text }: SeriesRow, decision: Decision): string {
  const { expected, lower, upper, p, score } = decision;
  const numbers = [expected, lower, upper, p, score].map(numberText).join(",");
  return `${quoted(timestamp)},${quoted(text)},${numbers},${isTold(decision) ? 1 : 0}\n`;
}

function jsonLine({ timestamp, value }: SeriesRow, decision: Decision): string {
  const { at: _, observed: __, since, history, ...rest } = decision;
  const told = {
    timestamp,
    value: value ?? null,
    ...rest,
    anomaly: isTold(decision),
    since: timeOf(since),
    history: { ...history, from: timeOf(history.from) },
  };
  return `${JSON.stringify(told)}\n`;
}

function isTold({ turn }: Decision): boolean {
  return turn === "opened";
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** As many digits as mean something. */
function numberText(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(9)));
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
