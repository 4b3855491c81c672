/** Events under way, so that a file of any size needs little memory. */
export class Window {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  #events = 0;
  #bytes = 0;
  #onSettled: (() => void) | undefined;

  constructor(maxEvents: number, maxBytes: number) {
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
  }

  get events(): number {
    return this.#events;
  }

  add(bytes: number): void {
    this.#events++;
    this.#bytes += bytes;
  }

  settle(bytes: number): void {
    this.#events--;
    this.#bytes -= bytes;
    this.#onSettled?.();
  }

  /** True once there is room; false when nothing was settled for so long. */
  async room(stallMs: number): Promise<boolean> {
    if (!this.#isFull()) return true;
    return this.#until(() => this.#events <= this.#maxEvents / 2 && this.#bytes <= this.#maxBytes / 2, stallMs);
  }

  async empty(stallMs: number): Promise<boolean> {
    return this.#until(() => this.#events === 0, stallMs);
  }

  #isFull(): boolean {
    return this.#events >= this.#maxEvents || this.#bytes >= this.#maxBytes;
  }

  async #until(reached: () => boolean, stallMs: number): Promise<boolean> {
    if (reached()) return true;
    return new Promise<boolean>((resolve) => {
      const stalled = setTimeout(() => done(false), stallMs);
      const done = (result: boolean): void => {
        clearTimeout(stalled);
        this.#onSettled = undefined;
        resolve(result);
      };
      this.#onSettled = () => {
        if (reached()) done(true);
        else stalled.refresh();
      };
    });
  }
}
