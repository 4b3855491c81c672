import { Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/transport-node";

/** How far a shard was read: up to the record with this number, or to its end. */
export type Position = { readonly kind: "after"; readonly sequenceNumber: string } | { readonly kind: "end" };

/** How far the shards of a stream were read, kept durably. Every method rejects when that cannot be told. */
export interface Positions {
  /** Undefined: nothing was read of it. */
  readonly of: (shard: string) => Promise<Position | undefined>;
  readonly set: (shard: string, position: Position) => Promise<void>;
}

export interface NatsPositionsOptions {
  readonly connection: NatsConnection;
  /** Copies that the cluster keeps. */
  readonly replicas: number;
  /** Who reads which stream; of `[\w.-]`. */
  readonly prefix: string;
}

const bucket = "TIDEMARK_BRIDGES";
/** No stream keeps a record for longer than a year: what was not written for so long says nothing any more. */
const ttlMs = 400 * 86_400_000;
const end = "end";

/** Keys of a bucket of NATS, one a shard, beside the log: as safe as the events. */
export async function openNatsPositions({ connection, replicas, prefix }: NatsPositionsOptions): Promise<Positions> {
  const kv = await new Kvm(connection).create(bucket, { history: 1, replicas, ttl: ttlMs });
  return {
    async of(shard) {
      const entry = await kv.get(`${prefix}.${shard}`);
      if (entry === null || entry.operation !== "PUT") return undefined;
      const value = entry.string();
      return value === end ? { kind: "end" } : { kind: "after", sequenceNumber: value };
    },
    async set(shard, position) {
      await kv.put(`${prefix}.${shard}`, position.kind === "end" ? end : position.sequenceNumber);
    },
  };
}
