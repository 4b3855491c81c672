/** What one request may cost. */
export interface HttpInterfaceLimits {
  /** Of the SQL, inflated. */
  readonly maxRequestBytes: number;
  /** Statements in the engine at once. Each holds one of Node's four pool threads, which inserts need too. */
  readonly maxConcurrentQueries: number;
  /** Requests that wait for their turn; more are refused with 503. */
  readonly maxWaitingQueries: number;
  readonly maxWaitSeconds: number;
  /** The most that `max_execution_time` can be; from the start in the engine to the last byte. */
  readonly maxExecutionSeconds: number;
  /** Memory of one statement inside the engine. */
  readonly maxMemoryBytes: number;
  /** Of an answer, uncompressed, in the engine's representation. */
  readonly maxResultBytes: number;
  /** The same for formats that cannot be streamed (JSON, Parquet …), whose answer is held in memory. */
  readonly maxBufferedBytes: number;
}

export const defaultHttpInterfaceLimits: HttpInterfaceLimits = {
  maxRequestBytes: 1024 ** 2,
  maxConcurrentQueries: 2,
  maxWaitingQueries: 100,
  maxWaitSeconds: 30,
  maxExecutionSeconds: 60,
  maxMemoryBytes: 1024 ** 3,
  maxResultBytes: 4 * 1024 ** 3,
  maxBufferedBytes: 64 * 1024 ** 2,
};
