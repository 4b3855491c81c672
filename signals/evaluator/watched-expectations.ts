import type { Declarations } from "../expectations/declarations.ts";
import { findFiles, readTextFile } from "../expectations/load/find-files.ts";
import { loadExpectations } from "../expectations/load/load.ts";
import { problemText } from "../expectations/problem.ts";
import { createResolver } from "../expectations/resolve/resolver.ts";
import type { SourceFile } from "../expectations/yaml/parse-yaml.ts";
import type { CurrentExpectations, ExpectationSource } from "./expectation-source.ts";

export interface WatchedOptions {
  /** Files, and directories that are searched as `tidemark check` does. */
  readonly paths: readonly string[];
  /** Files have changed: how many there are now, and what is wrong with them, a line each. */
  readonly onRead?: (read: {
    readonly files: number;
    readonly problems: readonly string[];
    readonly used: boolean;
  }) => void;
  /** Milliseconds that pass. */
  readonly elapsed?: () => number;
}

/** Of the time, at most so much is spent on looking for new files; those that are known are looked at each time. */
const searchShare = 0.02;

/**
 * Expectations as they stand in files, read again when one of them has changed, has come or is gone. What is wrong at the
 * start is left out; a later edit that is wrong is not used at all: what was right before it holds on.
 */
export function watchedExpectations(options: WatchedOptions): ExpectationSource {
  return new WatchedExpectations(options);
}

interface ReadText {
  readonly path: string;
  /** Undefined for one that cannot be read. */
  readonly text: string | undefined;
}

class WatchedExpectations implements ExpectationSource {
  readonly #options: WatchedOptions;
  readonly #elapsed: () => number;
  #files: readonly SourceFile[] = [];
  #unfound: readonly string[] = [];
  #included: readonly ReadText[] = [];
  #current: CurrentExpectations | undefined;
  #searchAfter = -Infinity;
  /** What was read last, right or wrong. */
  #seen = "";

  constructor(options: WatchedOptions) {
    this.#options = options;
    this.#elapsed = options.elapsed ?? (() => performance.now());
  }

  current(): CurrentExpectations {
    this.#lookAtFiles();
    const included = this.#included.map(({ path }) => readText(path));
    const seen = JSON.stringify([this.#files, this.#unfound, included]);
    if (this.#current !== undefined && seen === this.#seen) return this.#current;
    return this.#read();
  }

  #lookAtFiles(): void {
    const start = this.#elapsed();
    if (start < this.#searchAfter) {
      const known = this.#files.map(({ path }) => readText(path));
      this.#files = known.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
      return;
    }
    const { files, problems } = findFiles(this.#options.paths);
    const end = this.#elapsed();
    this.#files = files;
    this.#unfound = problems;
    this.#searchAfter = end + (end - start) / searchShare;
  }

  #read(): CurrentExpectations {
    const included: ReadText[] = [];
    const { declarations, problems } = loadExpectations(this.#files, (path) => {
      const read = readText(path);
      included.push(read);
      return read.text ?? readTextFile(path);
    });
    this.#included = included;
    this.#seen = JSON.stringify([this.#files, this.#unfound, included]);
    const errors = problems.filter(({ severity }) => severity === "error");
    const wrong = errors.length > 0 || this.#unfound.length > 0;
    const used = this.#current === undefined || !wrong;
    if (used) this.#current = currentOf(declarations);
    this.#options.onRead?.({
      files: this.#files.length,
      problems: [...this.#unfound, ...problems.map(problemText)],
      used,
    });
    return (this.#current ??= currentOf(declarations));
  }
}

function currentOf(declarations: Declarations): CurrentExpectations {
  return { declarations, resolver: createResolver(declarations) };
}

function readText(path: string): ReadText {
  try {
    return { path, text: readTextFile(path) };
  } catch {
    return { path, text: undefined };
  }
}
