import { isMainThread } from "node:worker_threads";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Marks listeners of agents, so that several of them do not take each other for the host's own. */
const mark = Symbol.for("tidemark.agent.signal-listener");

export interface LifecycleEvents {
  /** The process ends or may end: no run goes on after this. Synchronous. */
  abortRuns(reason: string): void;
  /** A short time for what is not confirmed. Never rejects. */
  flush(): Promise<void>;
  /** The very end. Synchronous. */
  release(): void;
}

/** Ties open runs and unsent events to the ways in which a process ends. */
export class Lifecycle {
  readonly #events: LifecycleEvents;
  readonly #handleSignals: boolean;
  #listening = false;
  #flushedAtExit = false;
  #dying = false;

  constructor(events: LifecycleEvents, handleSignals: boolean) {
    this.#events = events;
    this.#handleSignals = handleSignals && isMainThread;
    process.on("beforeExit", this.#onBeforeExit);
    process.on("exit", this.#onExit);
  }

  /** Signals are listened to only while runs are open: at other times their effect is none of our business. */
  runsOpen(open: boolean): void {
    if (open === this.#listening || !this.#handleSignals || this.#dying) return;
    this.#listening = open;
    for (const signal of signals) {
      // In front: a listener of the host's by `once` is gone from the list when its turn has come.
      if (open) process.prependListener(signal, this.#onSignal);
      else process.off(signal, this.#onSignal);
    }
  }

  stop(): void {
    this.runsOpen(false);
    process.off("beforeExit", this.#onBeforeExit);
    process.off("exit", this.#onExit);
  }

  /** Nothing is left to do but what we hold back: the host has ended, and its open runs with it. */
  readonly #onBeforeExit = (): void => {
    this.#events.abortRuns("the process ended before the run did");
    if (this.#flushedAtExit) return;
    this.#flushedAtExit = true;
    void this.#events.flush();
  };

  /** After `process.exit()` and uncaught errors: what is appended to the spool here goes out with the next start. */
  readonly #onExit = (): void => {
    this.#events.abortRuns("the process ended before the run did");
    this.#events.release();
  };

  readonly #onSignal = Object.assign((signal: NodeJS.Signals): void => void this.#die(signal), { [mark]: true });

  /** A host that listens to the signal itself decides what it means; if it exits, `exit` is where runs end. */
  async #die(signal: NodeJS.Signals): Promise<void> {
    if (process.listeners(signal).some((listener) => !(mark in listener))) return;
    if (!this.#dying) {
      this.#dying = true;
      this.#events.abortRuns(`ended by ${signal}`);
      await this.#events.flush();
    }
    // The signal ends the process without an `exit` event.
    this.#events.release();
    // Without listeners it has the effect that it would have had without us.
    for (const name of signals) process.off(name, this.#onSignal);
    process.kill(process.pid, signal);
  }
}
