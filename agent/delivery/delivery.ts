import type { Transport } from "../transports/transport.ts";
import { Backlog } from "./backlog.ts";
import { Circuit } from "./circuit.ts";
import { Counts } from "./counts.ts";
import type { DeliveryCounts, DeliveryStats, DropReason } from "./counts.ts";
import type { Entry, Settled } from "./entry.ts";
import { MemoryQueue } from "./memory-queue.ts";
import type { Prepare } from "./prepared.ts";
import type { ReportCode, Reporter } from "./reporter.ts";
import { Sender } from "./sender.ts";
import type { RejectedLog } from "./spool/rejected-log.ts";
import type { Spool } from "./spool/spool.ts";
import { restoreEntry } from "./restore-entry.ts";
import { Waiters } from "./waiters.ts";

export interface DeliveryParts {
  readonly transport: Transport;
  readonly prepare: Prepare;
  readonly reporter: Reporter;
  /** Undefined: nothing is kept on disk. */
  readonly spool: Spool | undefined;
  readonly rejectedLog: RejectedLog | undefined;
  readonly maxQueueBytes: number;
  readonly maxQueueEvents: number;
}

/** What `accept` did with an event: keeps it, left it out by configuration, or dropped it. */
export type Accepted = "accepted" | "filtered" | DropReason;

const maintenanceMs = 15_000;

/**
 * The way of an event out of the process: prepare → spool → memory → transport → settled. `accept`
 * is synchronous and never throws; an event for which it has returned is on disk.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #counts = new Counts();
  readonly #queue: MemoryQueue;
  readonly #backlog = new Backlog();
  readonly #circuit = new Circuit();
  readonly #sender: Sender;
  readonly #waiters = new Waiters(() => this.#counts.pending);
  readonly #maintenance: NodeJS.Timeout;
  #adoption: Promise<void>;
  #reading = false;
  #closing: Promise<DeliveryCounts> | undefined;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#queue = new MemoryQueue(parts.maxQueueBytes, parts.maxQueueEvents);
    this.#sender = new Sender(parts.transport, this.#queue, this.#circuit, {
      onConfirmed: (entry) => this.#settle(entry, { kind: "confirmed" }),
      onRejected: (entry, reason) => this.#settle(entry, { kind: "rejected", reason }),
      onRetry: (entries, cause) => this.#retried(entries, cause),
      shrink: (entry, maxBytes) => this.#shrink(entry, maxBytes),
      onProgress: () => this.#progress(),
    });
    this.#adoption = this.#adopt();
    this.#maintenance = setInterval(() => this.#maintain(), maintenanceMs).unref();
  }

  get isFailing(): boolean {
    return this.#circuit.failures > 0;
  }

  get pending(): number {
    return this.#counts.pending;
  }

  accept(event: unknown, onSettled?: (settled: Settled) => void): Accepted {
    if (this.#closing !== undefined)
      return this.#drop("closed", "closed", "an event came after close() and was dropped");
    const prepared = this.#parts.prepare(event, this.#parts.transport.maxEventBytes);
    switch (prepared.kind) {
      case "filtered":
        this.#counts.filtered++;
        return "filtered";
      case "refused": {
        const code = prepared.reason === "invalid" ? "event_invalid" : "event_too_large";
        return this.#drop(prepared.reason, code, `an event was dropped: ${prepared.detail}`);
      }
      default:
        if (prepared.truncated) this.#counts.truncated++;
        return this.#keep({ ...prepared.outgoing, segment: undefined, onSettled });
    }
  }

  /** Resolves once no more than `downTo` events wait, or after the time. Never rejects. */
  async flush(timeoutMs: number, downTo = 0): Promise<DeliveryCounts> {
    this.#circuit.hurry();
    this.#sender.wake();
    await this.#waiters.wait(timeoutMs, downTo, this.#adoption);
    return this.#counts.summary();
  }

  /** A flush that gives up as soon as the other side turns out not to answer. */
  async flushWhileHealthy(timeoutMs: number): Promise<void> {
    if (this.isFailing) return;
    await this.#waiters.wait(timeoutMs, 0, this.#adoption, () => this.isFailing);
  }

  async close(timeoutMs: number): Promise<DeliveryCounts> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  /** Lets go of the spool at once, for an exit handler; what waits is sent by the next start. */
  releaseSpool(): void {
    this.#parts.spool?.release();
  }

  stats(): DeliveryStats {
    const { droppedBy, filtered, adopted, retries, truncated, unspooled, unreadable } = this.#counts;
    return {
      ...this.#counts.summary(),
      droppedBy: { ...droppedBy },
      filtered,
      adopted,
      retries,
      truncated,
      unspooled,
      unreadable,
      queuedEvents: this.#queue.length,
      queuedBytes: this.#queue.bytes,
      spoolBytes: this.#parts.spool?.bytes ?? 0,
      circuit: this.#circuit.state,
    };
  }

  #keep(entry: Entry): Accepted {
    const appended = this.#parts.spool?.append(entry.payload, entry.bytes) ?? { kind: "unavailable" };
    if (appended.kind === "full")
      return this.#drop("spool_full", "spool_full", "the spool is full; new events are dropped");
    if (appended.kind === "unavailable") {
      if (!this.#queue.offer(entry)) {
        return this.#drop(
          "memory_full",
          "memory_full",
          "memory for waiting events is full and the spool cannot be used; new events are dropped",
        );
      }
      if (this.#parts.spool !== undefined) this.#counts.unspooled++;
    } else if (this.#backlog.isOverflowing || !this.#queue.offer({ ...entry, segment: appended.segment })) {
      this.#backlog.overflow(appended.segment, appended.offset);
    }
    this.#counts.accepted++;
    this.#sender.wake();
    return "accepted";
  }

  #drop(reason: DropReason, code: ReportCode, message: string): DropReason {
    this.#counts.droppedBy[reason]++;
    this.#parts.reporter.report(code, message);
    return reason;
  }

  #settle(entry: Entry, settled: Settled): void {
    if (settled.kind === "confirmed") this.#counts.confirmed++;
    else this.#reject(entry.payload, settled.reason);
    if (entry.segment !== undefined) this.#parts.spool?.settle(entry.segment);
    entry.onSettled?.(settled);
  }

  #reject(payload: string, reason: string): void {
    this.#counts.rejected++;
    this.#parts.rejectedLog?.add(payload, reason);
    const kept = this.#parts.rejectedLog === undefined ? "" : `; kept in ${this.#parts.rejectedLog.path}`;
    this.#parts.reporter.report("event_rejected", `an event was refused for good: ${reason}${kept}`);
  }

  #retried(entries: readonly Entry[], cause: string): void {
    this.#counts.retries += entries.length;
    if (this.#circuit.state === "closed") return;
    const { transport, reporter, spool } = this.#parts;
    const where = spool === undefined ? "in memory" : `in the spool ${spool.root}`;
    reporter.report(
      "delivery_failing",
      `${transport.kind} does not take events (${cause}); ${this.pending} wait ${where} and are sent when it does`,
    );
  }

  #shrink(entry: Entry, maxBytes: number): Entry | undefined {
    const prepared = this.#parts.prepare(JSON.parse(entry.payload), maxBytes);
    if (prepared.kind !== "ready" || prepared.outgoing.bytes > maxBytes) return undefined;
    this.#counts.truncated++;
    return { ...entry, ...prepared.outgoing };
  }

  #progress(): void {
    this.#waiters.check();
    if (!this.#reading && this.#queue.isLow && !this.#backlog.isEmpty) void this.#readBack();
  }

  async #readBack(): Promise<void> {
    this.#reading = true;
    const read = await this.#backlog.read();
    this.#reading = false;
    if (read?.kind === "lost") {
      this.#counts.lost += read.events;
      this.#counts.unreadable += read.events;
      this.#parts.reporter.report("spool_damaged", `${read.events} events of the spool cannot be read: ${read.cause}`);
    } else if (read !== undefined) {
      for (const line of read.lines) this.#restore(line, read.segment);
    }
    this.#sender.wake();
  }

  #restore(line: string, segment: Entry["segment"]): void {
    const entry = restoreEntry(line, segment);
    if (entry !== undefined) return this.#queue.push(entry);
    this.#counts.unreadable++;
    this.#reject(line, "not readable in the spool");
    if (segment !== undefined) this.#parts.spool?.settle(segment);
  }

  #maintain(): void {
    this.#parts.spool?.touch();
    this.#adoption = this.#adopt();
  }

  async #adopt(): Promise<void> {
    for (const segment of (await this.#parts.spool?.adopt()) ?? []) {
      this.#counts.adopted += segment.outstanding;
      this.#backlog.adopt(segment);
    }
    this.#sender.wake();
  }

  async #close(timeoutMs: number): Promise<DeliveryCounts> {
    clearInterval(this.#maintenance);
    const counts = await this.flush(timeoutMs);
    this.#sender.stop();
    await this.#parts.transport.close();
    await this.#parts.rejectedLog?.written();
    // A segment taken over after the release would wait for the end of this process.
    await this.#adoption;
    this.releaseSpool();
    return counts;
  }
}
