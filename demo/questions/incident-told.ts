import type { StoreClient } from "./store-client.ts";

/** What Tidemark made of the thing that went wrong, by itself. */
export interface ToldIncident {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  /** `shop.public.orders` */
  readonly cause: string;
  /** What is in breach because of it, the cause among it. */
  readonly breaches: readonly string[];
  /** Times that people were called for it, and that it was opened. */
  readonly called: number;
  readonly opened: number;
}

/** The incidents that have a breach that began since, in milliseconds; each is delivered, or undefined. */
export async function incidentsSince(store: StoreClient, since: number): Promise<readonly ToldIncident[] | undefined> {
  const rows = await store.rows<Row>(incidentsSql(since));
  if (rows.some(({ waiting }) => Number(waiting) > 0)) return undefined;
  return rows.map(told);
}

function told({ id, title, severity, cause, breaches, called, opened }: Row): ToldIncident {
  return { id, title, severity, cause, breaches, called: Number(called), opened: Number(opened) };
}

interface Row extends Omit<ToldIncident, "called" | "opened"> {
  readonly called: string;
  readonly opened: string;
  readonly waiting: string;
}

function incidentsSql(since: number): string {
  return `
SELECT incident_id AS id, title, severity, cause_name AS cause, breaches, reopened + 1 AS opened,
  (SELECT count() FROM tidemark.notifications WHERE incident_id = id AND state = 'delivered'
    AND splitByChar(':', notice)[1] IN ('opened', 'reopened')) AS called,
  (SELECT count() FROM tidemark.notifications WHERE incident_id = id AND state IN ('sending', 'retrying')) AS waiting
FROM tidemark.incidents
JOIN (
  SELECT incident_id, arraySort(groupUniqArray(concat(subject_name, ': ', signal))) AS breaches, max(joined_at) AS joined
  FROM tidemark.incident_members WHERE left_at IS NULL GROUP BY incident_id) AS members USING (incident_id)
WHERE joined >= fromUnixTimestamp64Milli(${since}) AND state != 'resolved'
ORDER BY opened_at, id`;
}
