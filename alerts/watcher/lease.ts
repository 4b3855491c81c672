/** The right to tell people, which one watcher at a time has. */
export interface Lease {
  /** Undefined while another has it. */
  readonly held: Tenure | undefined;
  /** Lets another have it at once. */
  close(): Promise<void>;
}

/** The time in which one watcher has the lease. */
export interface Tenure {
  /** Aborted when it is over: before another can begin. */
  readonly signal: AbortSignal;
}

/** Where there can be no other. */
export function soleLease(): Lease {
  const ended = new AbortController();
  const tenure = { signal: ended.signal };
  return {
    get held() {
      return ended.signal.aborted ? undefined : tenure;
    },
    async close() {
      ended.abort();
    },
  };
}
