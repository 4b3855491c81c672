/** Counts what has been sent and not answered, so that a slow log cannot fill the memory. */
export class InFlight {
  readonly #limits: { readonly messages: number; readonly bytes: number };
  #messages = 0;
  #bytes = 0;
  #idle: (() => void) | undefined;

  constructor(limits: { readonly messages: number; readonly bytes: number }) {
    this.#limits = limits;
  }

  get messages(): number {
    return this.#messages;
  }

  /** False when there is no room; then nothing was counted. One message always fits. */
  enter(bytes: number): boolean {
    const full = this.#messages >= this.#limits.messages || this.#bytes + bytes > this.#limits.bytes;
    if (full && this.#messages > 0) return false;
    this.#messages++;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number): void {
    this.#messages--;
    this.#bytes -= bytes;
    if (this.#messages === 0) this.#idle?.();
  }

  /** Resolves when nothing is in flight. For one waiter. */
  async empty(): Promise<void> {
    if (this.#messages === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }
}
