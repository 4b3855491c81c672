import { MessageHandler } from "./message-handler.ts";
import { PullLoop } from "./pull-loop.ts";
import type { ReaderOptions } from "./reader-options.ts";

export interface Reader {
  /** Taken and not yet acknowledged. */
  readonly outstandingMessages: number;
  /** See `PullLoop.idleMs` and `restart`. */
  readonly idleMs: number;
  restart(cause: string): void;
  /** Takes no more; what is not stored within the timeout (10 s) is given back to the log. */
  stop(timeoutMs?: number): Promise<void>;
}

/**
 * Reads events from JetStream into the store; a message is acknowledged when its rows, and the dead
 * letters of what was refused in it, are durable. The streams must be there: see `ensureStream`.
 */
export function startReader(options: ReaderOptions): Reader {
  const { link, plan, ensure, writer, hooks, limits } = options;
  const handler = new MessageHandler(options);
  const loop = new PullLoop({
    link,
    plan,
    ensure,
    ready: () => writer.ready(),
    onDelivery: (delivery, outstanding) => handler.handle(delivery, outstanding),
    onProblem: hooks?.onProblem,
    ...(limits === undefined ? {} : { limits }),
  });
  return {
    get outstandingMessages() {
      return loop.outstanding.messages;
    },
    get idleMs() {
      return loop.idleMs;
    },
    restart: (cause) => loop.restart(cause),
    stop: (timeoutMs) => loop.stop(timeoutMs),
  };
}
