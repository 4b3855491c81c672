/** Where a long command tells how far it is: one line that changes on a terminal, else a line now and then. */
export interface Progress {
  update(text: string): void;
  /** Something to be kept. */
  note(text: string): void;
  /** Ends the line. */
  end(): void;
}

const restMs = 10_000;

export function createProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
): Progress {
  const terminal = stream.isTTY === true;
  let shown = false;
  let last = performance.now();
  const clear = (): void => {
    if (shown) stream.write("\r\u001B[2K");
    shown = false;
  };
  return {
    update(text) {
      if (terminal) {
        clear();
        stream.write(text.slice(0, (stream.columns ?? 80) - 1));
        shown = true;
      } else if (performance.now() - last > restMs) {
        stream.write(`${text}\n`);
        last = performance.now();
      }
    },
    note(text) {
      clear();
      stream.write(`${text}\n`);
    },
    end: clear,
  };
}
