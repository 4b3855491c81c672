/** Why an event was given up before it was sent. */
export type DropReason = "invalid" | "too_large" | "memory_full" | "spool_full" | "closed";

/** What `flush` and `close` answer: totals since the agent was created, and what still waits. */
export interface DeliveryCounts {
  /** The other side has them. Includes what earlier processes had left in the spool. */
  readonly confirmed: number;
  /** Neither confirmed nor given up: in memory, in the spool or under way. */
  readonly pending: number;
  /** Refused for good by the other side; kept in `rejected.ndjson` of the spool. */
  readonly rejected: number;
  /** Given up before sending; see `droppedBy`. */
  readonly dropped: number;
}

export interface DeliveryStats extends DeliveryCounts {
  readonly droppedBy: Readonly<Record<DropReason, number>>;
  /** Left by a filter of the configuration. */
  readonly filtered: number;
  /** Taken over from processes that ended. */
  readonly adopted: number;
  /** Attempts that have to be repeated. */
  readonly retries: number;
  /** Events that lost heavy facets to fit the transport. */
  readonly truncated: number;
  /** Events that were only in memory, since the spool was slow or not writable. */
  readonly unspooled: number;
  /** Lines of old segments that a crash or a damaged disk left unreadable. */
  readonly unreadable: number;
  readonly queuedEvents: number;
  readonly queuedBytes: number;
  readonly spoolBytes: number;
  readonly circuit: "closed" | "open" | "half-open";
}

export class Counts {
  accepted = 0;
  adopted = 0;
  confirmed = 0;
  rejected = 0;
  filtered = 0;
  retries = 0;
  truncated = 0;
  unspooled = 0;
  unreadable = 0;
  lost = 0;
  readonly droppedBy: Record<DropReason, number> = {
    invalid: 0,
    too_large: 0,
    memory_full: 0,
    spool_full: 0,
    closed: 0,
  };

  get dropped(): number {
    return Object.values(this.droppedBy).reduce((sum, n) => sum + n, 0);
  }

  get pending(): number {
    return this.accepted + this.adopted - this.confirmed - this.rejected - this.lost;
  }

  summary(): DeliveryCounts {
    return { confirmed: this.confirmed, pending: this.pending, rejected: this.rejected, dropped: this.dropped };
  }
}
