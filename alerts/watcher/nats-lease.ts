import { setTimeout as delay } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import { JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Lease, Tenure } from "./lease.ts";

export interface NatsLeaseOptions {
  readonly connection: NatsConnection;
  /** Of the bucket, which is made when it is missing. */
  readonly bucket: string;
  /** What the lease is for. */
  readonly key: string;
  /** Copies that the cluster keeps. */
  readonly replicas: number;
  /** For how long it is had without being renewed; milliseconds. */
  readonly ttlMs: number;
  readonly onChange?: (isHeld: boolean) => void;
  /** NATS could not be asked. */
  readonly onProblem: (error: unknown) => void;
}

/** It is given up this share of its length before it expires, so that two never have it at once. */
const safetyShare = 1 / 6;
const renewalsPerTtl = 3;

/**
 * A lease as one key of a bucket whose entries expire: who can create the key has it, and renews it by compare-and-set. Resolves
 * when it was first asked for; a bucket that cannot be had is a problem to be told, and is tried again.
 */
export async function openNatsLease(options: NatsLeaseOptions): Promise<Lease> {
  const lease = new NatsLease(options);
  await lease.begin();
  return lease;
}

class NatsLease implements Lease {
  #kv: KV | undefined;
  #ttlMs: number;
  readonly #options: NatsLeaseOptions;
  /** Of this process: what it finds with this value is its own. */
  readonly #id = randomUUID();
  readonly #stopping = new AbortController();
  #revision: number | undefined;
  #holding: Holding | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: NatsLeaseOptions) {
    this.#options = options;
    this.#ttlMs = options.ttlMs;
  }

  get held(): Tenure | undefined {
    const holding = this.#holding;
    if (holding === undefined || holding.isValid()) return holding;
    this.#lose();
    return undefined;
  }

  async begin(): Promise<void> {
    await this.#renew();
    this.#ended = this.#renewUntilStopped();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
    const revision = this.#revision;
    this.#lose();
    if (revision === undefined) return;
    // Else it expires.
    await this.#kv?.delete(this.#options.key, { previousSeq: revision }).catch(this.#options.onProblem);
  }

  async #renewUntilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await delay(this.#ttlMs / renewalsPerTtl, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    const { onProblem } = this.#options;
    try {
      const kv = await this.#bucket();
      const holding = new Holding(this.#ttlMs * (1 - safetyShare));
      const revision = await this.#claim(kv);
      this.#revision = revision;
      if (revision === undefined) this.#lose();
      else this.#hold(holding);
    } catch (error) {
      // What is held stays so until it ends by itself.
      if (!this.#stopping.signal.aborted) onProblem(error);
    }
  }

  async #bucket(): Promise<KV> {
    if (this.#kv !== undefined) return this.#kv;
    const { connection, bucket, replicas, ttlMs } = this.#options;
    const kv = await new Kvm(connection).create(bucket, { ttl: ttlMs, history: 1, replicas });
    // One that is there keeps its own.
    const { ttl } = await kv.status();
    if (ttl > 0) this.#ttlMs = ttl;
    this.#kv = kv;
    return kv;
  }

  /** The revision by which it is held now; undefined when another holds it. */
  async #claim(kv: KV): Promise<number | undefined> {
    const { key } = this.#options;
    const known = this.#revision ?? (await this.#ownRevision(kv));
    const timeout = this.#ttlMs / renewalsPerTtl;
    const renewed = known === undefined ? undefined : await unlessTaken(() => kv.update(key, this.#id, known, timeout));
    return renewed ?? (await unlessTaken(() => kv.create(key, this.#id)));
  }

  /** An answer may have been lost. */
  async #ownRevision(kv: KV): Promise<number | undefined> {
    const entry = await kv.get(this.#options.key);
    return entry?.operation === "PUT" && entry.string() === this.#id ? entry.revision : undefined;
  }

  #hold(holding: Holding): void {
    const before = this.#holding;
    if (before === undefined || !before.isValid()) {
      this.#lose();
      this.#holding = holding;
      holding.whenOver(() => this.#lose());
      this.#options.onChange?.(true);
    } else before.extend(holding);
  }

  #lose(): void {
    if (this.#holding === undefined) return;
    this.#holding.end();
    this.#holding = undefined;
    this.#options.onChange?.(false);
  }
}

/** A tenure with its end, by two clocks: one stands still while the machine sleeps, the other can be set. */
class Holding implements Tenure {
  readonly #ended = new AbortController();
  #until: number;
  #untilDate: number;
  #timer: NodeJS.Timeout | undefined;
  #onOver: () => void = () => undefined;

  constructor(ms: number) {
    this.#until = performance.now() + ms;
    this.#untilDate = Date.now() + ms;
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  isValid(): boolean {
    return !this.#ended.signal.aborted && performance.now() < this.#until && Date.now() < this.#untilDate;
  }

  whenOver(onOver: () => void): void {
    this.#onOver = onOver;
    this.#setTimer();
  }

  extend(later: Holding): void {
    this.#until = later.#until;
    this.#untilDate = later.#untilDate;
    this.#setTimer();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#ended.abort();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onOver(), Math.max(0, this.#until - performance.now()));
    this.#timer.unref();
  }
}

/** Undefined when another wrote first. */
async function unlessTaken<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof JetStreamApiError && taken.has(error.code)) return undefined;
    throw error;
  }
}

const taken: ReadonlySet<number> = new Set([
  JetStreamApiCodes.StreamWrongLastSequence,
  JetStreamApiCodes.StreamWrongLastSequenceUnknown,
]);
