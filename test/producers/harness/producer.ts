import type { Workplace } from "./workplace.ts";

/** A program that others have written and people run, set up here and run against a Tidemark of its own. */
export interface Producer {
  /** Its folder's name. */
  readonly name: string;
  /** For `--list`. */
  readonly runs: string;
  /** What the machine must bring. */
  readonly needs: readonly Tool[];
  readonly from: Origin;
  /** What it takes besides Python packages, in so many milliseconds. A failure to get it is a failure to install. */
  readonly prepare?: (installation: Installation, withinMs: number) => Promise<void>;
  /** Variables of the Tidemark that it meets, made for each run: none when not said. */
  readonly settings?: () => Promise<Readonly<Record<string, string>>>;
  /** How many of the messages it sends are no events, on purpose: none when not said. */
  readonly refused?: number;
  /** Runs the real thing to its end; rejects when that does not end as it should. */
  readonly run: (workplace: Workplace) => Promise<void>;
  /** What must be seen of it afterwards. */
  readonly checks: (workplace: Workplace) => readonly Check[];
}

/**
 * From PyPI: `requirements.txt` in its folder is what is asked for, `constraints.txt` all that it brought; the
 * version of one of the packages is told.
 */
export type Origin =
  | { readonly registry: "PyPI"; readonly distribution: string }
  | { readonly registry: "Maven Central"; readonly version: string };

export type Tool = "python3" | "java" | "mvn" | "go";

/** Where a producer is set up. */
export interface Installation {
  /** Of this producer alone; kept for the next time. */
  readonly cache: string;
  /** Programs of its virtual environment, where it has one. */
  readonly bin: string;
}

export interface Check {
  readonly title: string;
  /** Rejects while it does not hold. What is derived may take a moment: it is asked again for a while. */
  readonly holds: () => Promise<void>;
}
