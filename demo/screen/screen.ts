import { stripVTControlCharacters, styleText } from "node:util";

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan";

const labelWidth = 14;
const defaultColumns = 110;

/** Lines for a person: calm, aligned, coloured only on a terminal. */
export class Screen {
  readonly #output: Output;
  readonly #colours: boolean;
  #progress = false;

  constructor(output: Output, env: Readonly<Record<string, string | undefined>>) {
    this.#output = output;
    this.#colours = output.isTTY === true && (env["NO_COLOR"] ?? "") === "";
  }

  style(style: Style, text: string): string {
    return this.#colours ? styleText(style, text, { validateStream: false }) : text;
  }

  line(text = ""): void {
    this.#endProgress();
    this.#output.write(`${text}\n`);
  }

  heading(text: string): void {
    this.line();
    this.line(this.style("bold", text));
  }

  /** `label` in a column of its own; a long text goes on in its column. */
  field(label: string, text: string, style: Style = "dim"): void {
    this.items(`  ${this.style(style, label.padEnd(labelWidth))}`, withUnits(text).split(" "), " ");
  }

  /** Items after `start`, in as many lines as the terminal's width asks for. */
  items(start: string, items: readonly string[], gap: string): void {
    const indent = visibleLength(start);
    const lines = wrap(items, gap, (this.#output.columns ?? defaultColumns) - indent - 1);
    for (const [index, line] of lines.entries()) this.line(`${index === 0 ? start : " ".repeat(indent)} ${line}`);
  }

  /** Drawn over itself on a terminal; elsewhere only its last state is of use, and `line` tells that. */
  progress(done: number, total: number, text: string): void {
    if (this.#output.isTTY !== true) return;
    const width = 32;
    const full = total === 0 ? width : Math.floor((done / total) * width);
    const bar = this.style("cyan", "█".repeat(full)) + this.style("dim", "░".repeat(width - full));
    this.#output.write(`\r  ${bar}  ${text}\u001B[K`);
    this.#progress = true;
  }

  #endProgress(): void {
    if (!this.#progress) return;
    this.#progress = false;
    this.#output.write("\r\u001B[K");
  }
}

/** A number stays with its sign and its unit. */
function withUnits(text: string): string {
  return text.replaceAll(/(?<=[<>]=) | (?=%)/gu, "\u00A0");
}

function wrap(items: readonly string[], gap: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line === "") line = item;
    else if (visibleLength(line) + gap.length + visibleLength(item) <= width) line += gap + item;
    else {
      lines.push(line);
      line = item;
    }
  }
  return [...lines, line];
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** The time of day, UTC. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
