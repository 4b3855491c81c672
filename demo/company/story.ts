import { chance } from "./chance.ts";
import type { Dataset, Job } from "./model.ts";
import { hourMs } from "./volume.ts";

/** What does not go as planned, told relative to the end of the history. */
export interface Story {
  /** End of the history, a full hour. */
  readonly end: number;
  /** The last release of the web shop: it renames a column, and the app's orders get lost. Undefined until it happens. */
  readonly renamedAt?: number;
}

export type Mishap =
  /** Fails so often, then succeeds. */
  | { readonly kind: "retry"; readonly failures: number; readonly waitMinutes: number; readonly error: string }
  | { readonly kind: "slow"; readonly factor: number }
  | { readonly kind: "abort"; readonly reason: string }
  /** A check that only warns does not hold. */
  | { readonly kind: "warn"; readonly check: string; readonly actual: string };

interface PastMishap {
  readonly job: string;
  readonly daysAgo: number;
  /** UTC. */
  readonly hours: readonly number[];
  readonly mishap: Mishap;
}

const dayMs = 24 * hourMs;

const past: readonly PastMishap[] = [
  {
    job: "ingest.charges",
    daysAgo: 11,
    hours: [9, 10, 11],
    mishap: {
      kind: "retry",
      failures: 2,
      waitMinutes: 6,
      error: "https://api.payments.example answered 503 to GET /v2/charges",
    },
  },
  { job: "ingest.clickstream", daysAgo: 8, hours: [13, 14, 15, 16], mishap: { kind: "slow", factor: 9 } },
  {
    job: "transform.stg_sessions",
    daysAgo: 7,
    hours: [22],
    mishap: { kind: "abort", reason: "SIGTERM: the node was drained" },
  },
  {
    job: "mart.daily_revenue",
    daysAgo: 5,
    hours: [0],
    mishap: {
      kind: "retry",
      failures: 2,
      waitMinutes: 95,
      error: "bigquery: quota exceeded for slots in project harbour-finch",
    },
  },
  {
    job: "mart.daily_revenue",
    daysAgo: 4,
    hours: [0],
    mishap: { kind: "warn", check: "is fresh", actual: "3 h 10 min" },
  },
  {
    // The password is masked by the agent before the event leaves the process.
    job: "ingest.orders",
    daysAgo: 3,
    hours: [3],
    mishap: {
      kind: "retry",
      failures: 1,
      waitMinutes: 4,
      error: "could not connect to postgres://ingest:correct-horse@shop-db.internal:5432/shop: timeout",
    },
  },
];

const smallTroubles = [
  "connection reset by peer",
  "read ETIMEDOUT",
  "s3: SlowDown: please reduce your request rate",
  "bigquery: backend error, try again",
];

/** What happened to a job in the run for the span that starts at `nominalStart`. */
export function mishapOf(job: Job, nominalStart: number, story: Story): Mishap | undefined {
  const lastMidnight = Math.floor(story.end / dayMs) * dayMs;
  const told = past.find(({ job: name, daysAgo, hours }) => {
    const day = lastMidnight - daysAgo * dayMs;
    return name === job.name && hours.some((hour) => nominalStart === day + hour * hourMs);
  });
  if (told !== undefined) return told.mishap;
  const luck = chance(`${job.name} ${nominalStart}`);
  if (luck > 0.012) return undefined;
  const error = smallTroubles[Math.floor(chance(`${nominalStart} ${job.name}`) * smallTroubles.length)] ?? "unknown";
  return { kind: "retry", failures: 1, waitMinutes: 3, error };
}

/** Nine days ago the shop began to wrap gifts. */
function giftsSince(story: Story): number {
  return story.end - 9 * dayMs + 10 * hourMs;
}

const ordersAsTheyCome: ReadonlySet<string> = new Set(["shop.public.orders", "raw/orders"]);

/** The columns that a dataset had at a moment. */
export function columnsOf(dataset: Dataset, at: number, story: Story): Readonly<Record<string, string>> {
  if (!ordersAsTheyCome.has(dataset.name)) return dataset.columns;
  const withGifts = at < giftsSince(story) ? dataset.columns : { ...dataset.columns, gift_wrap: "boolean" };
  if (story.renamedAt === undefined || at < story.renamedAt) return withGifts;
  return Object.fromEntries(
    Object.entries(withGifts).map(([name, type]) => [name === "channel" ? "sales_channel" : name, type]),
  );
}
