import type { Store } from "#store/store.ts";

/** A channel that did not take the latest of what it was told about incidents. */
export interface Undelivered {
  readonly channel: string;
  /** That were not taken: given up, or tried again. */
  readonly notifications: number;
  /** Why the latest was not. */
  readonly error: string;
}

/**
 * By name. A channel that has taken something since is not among them. Rejects when the store does not answer.
 *
 * @param since of when it was decided to tell people, in milliseconds since the epoch
 */
export async function undeliveredChannels(
  { client }: Pick<Store, "client">,
  since: number,
): Promise<readonly Undelivered[]> {
  const failing = "state IN ('failed', 'retrying')";
  const result = await client.query({
    query: `SELECT toString(channel) AS channel, toFloat64(countIf(${failing})) AS notifications,
        argMaxIf(error, requested_at, ${failing}) AS error
      FROM tidemark.notifications WHERE requested_at > fromUnixTimestamp64Milli({since:Int64})
      GROUP BY channel
      HAVING notifications > 0 AND maxIf(requested_at, ${failing}) >= ifNull(max(delivered_at), toDateTime(0))
      ORDER BY channel`,
    query_params: { since },
    format: "JSONEachRow",
  });
  return result.json<Undelivered>();
}
