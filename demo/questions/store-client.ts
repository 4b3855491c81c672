import { createClient } from "@clickhouse/client";

/** Reads the store from outside, as any ClickHouse client would. */
export interface StoreClient {
  rows<T>(sql: string): Promise<readonly T[]>;
  close(): Promise<void>;
}

export function connectStore(url: string): StoreClient {
  const client = createClient({ url });
  return {
    async rows<T>(sql: string) {
      const result = await client.query({ query: sql, format: "JSONEachRow" });
      return result.json<T>();
    },
    close: () => client.close(),
  };
}
