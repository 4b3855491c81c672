import { ClickHouseError } from "@clickhouse/client";
import { QueryGate } from "#store/http-interface/query-gate.ts";
import type { Store } from "#store/store.ts";
import type { BoundValues } from "./bound-values.ts";

/**
 * Asks the read views; rows as JSON gives them: 64-bit integers as numbers, named tuples and maps as
 * objects. Throws `AskFailure` when the store does not answer, or not in the time and memory of one question.
 */
export type Ask = <T>(sql: string, values: BoundValues) => Promise<readonly T[]>;

export interface AskLimits {
  readonly maxExecutionSeconds: number;
  /** Memory of one statement inside the engine. */
  readonly maxMemoryBytes: number;
  /** Statements that wait for their turn; more are refused. */
  readonly maxWaiting: number;
}

export const defaultAskLimits: AskLimits = {
  maxExecutionSeconds: 20,
  maxMemoryBytes: 1024 ** 3,
  maxWaiting: 200,
};

/** `unavailable`: the store does not answer; `busy`: too many ask; `too_expensive`: it took too long or too much. */
export class AskFailure extends Error {
  override readonly name = "AskFailure";
  readonly kind: "unavailable" | "busy" | "too_expensive";

  constructor(kind: AskFailure["kind"], options?: ErrorOptions) {
    super(`a question to the store failed: ${kind}`, options);
    this.kind = kind;
  }
}

/**
 * One for all who ask a store, so that few statements are in the engine at once: in the embedded
 * engine each holds one of Node's four pool threads, which inserts need too.
 */
export function createAsking(store: Store, limits: AskLimits = defaultAskLimits): (signal: AbortSignal) => Ask {
  const gate = new QueryGate(store.kind === "embedded" ? 2 : 8, limits.maxWaiting, limits.maxExecutionSeconds * 1000);
  return (signal) =>
    async <T>(sql: string, values: BoundValues) => {
      const leave = await gate.enter(signal);
      if (leave === undefined) throw new AskFailure("busy");
      try {
        const result = await store.client.query({
          query: sql,
          query_params: { ...values.all },
          format: "JSONEachRow",
          abort_signal: signal,
          clickhouse_settings: {
            max_execution_time: limits.maxExecutionSeconds,
            max_memory_usage: String(limits.maxMemoryBytes),
            output_format_json_quote_64bit_integers: 0,
            output_format_json_named_tuples_as_objects: 1,
          },
        });
        return await result.json<T>();
      } catch (error) {
        throw failureOf(error);
      } finally {
        leave();
      }
    };
}

/** TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED. */
const expensive: ReadonlySet<string> = new Set(["159", "160", "241"]);
/** QUERY_WAS_CANCELLED, QUERY_WAS_CANCELLED_BY_CLIENT: who asked went away, or an operator stopped it. */
const cancelled: ReadonlySet<string> = new Set(["394", "735"]);

/** What the engine refuses for any other reason is a mistake of ours, and stays what it is. */
export function failureOf(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || cancelled.has(code)) return new AskFailure("unavailable", { cause: error });
  return expensive.has(code) ? new AskFailure("too_expensive", { cause: error }) : error;
}

/** ClickHouse's code; of an error after the first rows it is in the text alone. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof ClickHouseError) return error.code;
  return error instanceof Error ? /\bCode: (\d+)\. DB::/.exec(error.message)?.[1] : undefined;
}
