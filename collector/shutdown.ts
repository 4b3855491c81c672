/** What was started, to be ended in the opposite order. */
export class Shutdown {
  readonly #steps: { readonly name: string; readonly end: () => Promise<unknown> }[] = [];
  readonly #onFailure: (name: string, error: unknown) => void;
  #running: Promise<void> | undefined;

  /** `onFailure` is told of a part that does not end well; the others are ended all the same. */
  constructor(onFailure: (name: string, error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  add(name: string, end: () => Promise<unknown>): void {
    this.#steps.push({ name, end });
  }

  /** Each part once, however often it is called. */
  run(): Promise<void> {
    this.#running ??= this.#endAll();
    return this.#running;
  }

  async #endAll(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.end();
      } catch (error) {
        this.#onFailure(step.name, error);
      }
    }
  }
}
