import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** What `tidemark up --json` prints: where it is, then each message that goes to standard output. */
export class CollectorOutput {
  /** Undefined when it ends without a word. */
  readonly first: Promise<string | undefined>;
  #messages: readonly string[] = [];

  constructor({ stdout }: ChildProcess) {
    if (stdout === null) throw new Error("the platform has no standard output");
    const lines = createInterface({ input: stdout });
    this.first = new Promise((resolve) => {
      lines.once("line", (line) => {
        lines.on("line", (next) => this.#take(next));
        resolve(line);
      });
      lines.once("close", () => resolve(undefined));
    });
  }

  takeMessages(): readonly string[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }

  #take(line: string): void {
    const { notification }: { readonly notification?: string } = JSON.parse(line);
    if (notification !== undefined) this.#messages = [...this.#messages, notification];
  }
}
