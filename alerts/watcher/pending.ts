import type { Notice } from "../incidents/incident.ts";
import type { LogEntry } from "../incidents/log-entry.ts";

/** What is to be told on a channel. */
export interface Delivery {
  readonly incident: string;
  readonly channel: string;
  readonly notice: Notice;
  /** How often it was tried. */
  readonly attempts: number;
}

export function deliveryKey({ incident, channel, notice }: Omit<Delivery, "attempts">): string {
  return `${incident}\0${channel}\0${notice}`;
}

/** What was begun, and is neither delivered nor given up: whoever watches now ends it. In the order in which it was begun. */
export function pendingIn(entries: readonly LogEntry[]): readonly Delivery[] {
  const pending = new Map<string, Delivery>();
  for (const entry of entries) {
    if (entry.kind === "notifying") {
      const { incident, channel, notice } = entry;
      pending.set(deliveryKey(entry), { incident, channel, notice, attempts: 0 });
    } else if (entry.kind === "notified") pending.delete(deliveryKey(entry));
    else if (entry.kind === "delivery_failed") {
      const key = deliveryKey(entry);
      const known = pending.get(key);
      if (entry.retryAt === null) pending.delete(key);
      else if (known !== undefined) pending.set(key, { ...known, attempts: entry.attempt });
    }
  }
  return [...pending.values()];
}
