import type { AppendOutcome, DeadLetter, EventLog, LogMessage } from "#collector/log/log.ts";

export interface MemoryLog extends EventLog {
  readonly messages: LogMessage[];
  readonly letters: DeadLetter[];
  /** What the next appends say; `hang` never answers. */
  mode: "store" | "fail" | "hang";
}

/** A log that keeps what it is given, for tests of what stands before it. */
export function createMemoryLog(maxMessageBytes = 1_000_000): MemoryLog {
  const messages: LogMessage[] = [];
  const letters: DeadLetter[] = [];
  const log: MemoryLog = {
    kind: "nats",
    maxMessageBytes,
    messages,
    letters,
    mode: "store",
    append(message): Promise<AppendOutcome> {
      if (log.mode === "hang") return new Promise(() => undefined);
      if (log.mode === "fail") return Promise.resolve({ kind: "retry", cause: new Error("down") });
      const duplicate = messages.some(({ messageId }) => messageId === message.messageId);
      if (!duplicate) messages.push(message);
      return Promise.resolve({ kind: "stored", duplicate });
    },
    appendDeadLetter(letter) {
      if (log.mode === "hang") return new Promise(() => undefined);
      if (log.mode === "fail") return Promise.reject(new Error("down"));
      letters.push(letter);
      return Promise.resolve();
    },
    lag: () => Promise.resolve(log.mode === "store" ? 0 : null),
    close: () => Promise.resolve(),
  };
  return log;
}
