import type { NatsConnection } from "@nats-io/transport-node";
import type { Ask } from "#query/ask.ts";
import type { GraphSource } from "#query/graph/graph-keeper.ts";
import type { Store } from "#store/store.ts";
import type { Metrics } from "./telemetry/metrics.ts";

/** What a collector lends to what runs beside it. */
export interface Lent {
  readonly store: Store;
  readonly asking: (signal: AbortSignal) => Ask;
  readonly graphs: GraphSource;
  /** Undefined without NATS. */
  readonly nats: NatsConnection | undefined;
  /** Messages in the log that are not in the store yet; null is unknown. */
  readonly lag: () => Promise<number | null>;
  readonly metrics: Pick<Metrics, "notification">;
}

/** What judges what the store has, and tells people, beside the collector. */
export interface Beside {
  readonly everyMs: number;
  /** Whether people are told: `standby` while another collector does, which judges then too. */
  readonly telling: () => Telling;
  /** When it last judged, in milliseconds since the epoch. */
  readonly judgedAt: () => number | undefined;
  /** Judges once more, now. Rejects when it does not succeed. */
  readonly judge: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export type Telling = "on" | "off" | "standby";
