import type { CliIo } from "./cli-io.ts";

/** What became of the events of a file. */
export interface EmitSummary {
  /** Events in the file, good ones and others. */
  read: number;
  confirmed: number;
  /** No events, too large, or refused by the other side. */
  refused: number;
  /** Left out by a filter of the configuration. */
  filtered: number;
}

const shownProblems = 20;
const refreshMs = 200;

/** Tells a person how far it is: problems by line, and on a terminal a line that counts. */
export class EmitProgress {
  readonly summary: EmitSummary = { read: 0, confirmed: 0, refused: 0, filtered: 0 };
  readonly #io: CliIo;
  readonly #source: string;
  #drawnAt = 0;
  #problems = 0;

  constructor(io: CliIo, source: string) {
    this.#io = io;
    this.#source = source === "-" ? "stdin" : source;
  }

  refuse(line: number, reason: string): void {
    this.summary.refused++;
    this.#problems++;
    if (this.#problems <= shownProblems) this.say(`${this.#source}:${line}: ${reason}`);
    else if (this.#problems === shownProblems + 1) this.say("further problems are only counted");
  }

  say(text: string): void {
    this.#clear();
    this.#io.stderr.write(`${text}\n`);
  }

  draw(now: number): void {
    if (this.#io.stderr.isTTY !== true || now - this.#drawnAt < refreshMs) return;
    this.#drawnAt = now;
    const { read, confirmed, refused } = this.summary;
    this.#io.stderr.write(`\r${read} read, ${confirmed} confirmed, ${refused} refused\u001b[K`);
  }

  finish(json: boolean, seconds: number): void {
    this.#clear();
    const { read, confirmed, refused, filtered } = this.summary;
    const unconfirmed = this.unconfirmed;
    if (json) {
      this.#io.stdout.write(`${JSON.stringify({ read, confirmed, refused, filtered, unconfirmed, seconds })}\n`);
      return;
    }
    const left = unconfirmed > 0 ? `, ${unconfirmed} not confirmed (in the spool, sent by the next start)` : "";
    const out = filtered > 0 ? `, ${filtered} filtered out` : "";
    this.#io.stdout.write(
      `${read} events read: ${confirmed} confirmed, ${refused} refused${out}${left}; ${seconds} s\n`,
    );
  }

  get unconfirmed(): number {
    const { read, confirmed, refused, filtered } = this.summary;
    return read - confirmed - refused - filtered;
  }

  #clear(): void {
    if (this.#drawnAt > 0) this.#io.stderr.write("\r\u001b[K");
  }
}
