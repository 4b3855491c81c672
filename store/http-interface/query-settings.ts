import type { EngineSettings } from "../engines/engine-query.ts";
import { failure } from "./clickhouse-error.ts";
import type { ClickHouseFailure } from "./clickhouse-error.ts";
import type { HttpInterfaceLimits } from "./limits.ts";

export type SettingsOutcome =
  | { readonly kind: "ok"; readonly settings: EngineSettings }
  | { readonly kind: "refused"; readonly failure: ClickHouseFailure };

/** Of the request, not of the engine. */
const requestParameters = new Set([
  "query",
  "database",
  "user",
  "password",
  "default_format",
  "query_id",
  "client_protocol_version",
]);

/** Sent by clients of their own accord, without meaning here. */
const ignored =
  /^(wait_end_of_query|buffer_size|http_\w+|enable_http_compression|send_progress_in_http_headers|add_http_cors_header|readonly|quota_key|session_timeout|stacktrace|log_queries|log_comment|async_insert|wait_for_async_insert|decompress)$/;

/** Change the form or the meaning of an answer, never what may be read or written. */
const free = new Set([
  "final",
  "join_use_nulls",
  "session_timezone",
  "date_time_output_format",
  "date_time_input_format",
  "output_format_json_quote_64bit_integers",
  "output_format_json_quote_64bit_floats",
  "output_format_json_quote_denormals",
  "output_format_json_quote_decimals",
  "output_format_json_named_tuples_as_objects",
  "output_format_json_escape_forward_slashes",
  "output_format_native_encode_types_in_binary_format",
  "output_format_csv_crlf_end_of_line",
  "prefer_column_name_to_alias",
  "extremes",
  "max_block_size",
  "max_rows_to_read",
  "max_bytes_to_read",
  "max_rows_to_group_by",
  "max_result_rows",
  "read_overflow_mode",
  "group_by_overflow_mode",
  "result_overflow_mode",
]);

/**
 * The settings of a statement: what the URL asks for, as far as it is harmless, below our limits.
 * Everything else is refused, since many settings name files (`format_template_row`,
 * `output_format_schema` …) or lift limits.
 */
export function querySettings(url: URLSearchParams, limits: HttpInterfaceLimits, buffered: boolean): SettingsOutcome {
  const settings: Record<string, string | number> = {};
  const capped = cappedSettings(limits, buffered);
  for (const [name, value] of url) {
    const cap = capped[name];
    if (cap !== undefined) {
      const wanted = Number(value);
      // Zero means "no limit" to ClickHouse.
      capped[name] = wanted > 0 && wanted < cap ? wanted : cap;
    } else if (free.has(name)) {
      settings[name] = value;
    } else if (name === "compress" && value !== "0") {
      return refused(
        "SUPPORT_IS_DISABLED",
        "compress=1 is not supported by the embedded engine: use gzip (Accept-Encoding) or none",
      );
    } else if (
      !requestParameters.has(name) &&
      !ignored.test(name) &&
      !name.startsWith("param_") &&
      name !== "compress"
    ) {
      return refused("READONLY", `Cannot modify '${name}' setting in readonly mode`);
    }
  }
  return { kind: "ok", settings: { ...settings, ...capped, timeout_overflow_mode: "throw" } };
}

function cappedSettings(limits: HttpInterfaceLimits, buffered: boolean): Record<string, number> {
  return {
    max_execution_time: limits.maxExecutionSeconds,
    max_memory_usage: limits.maxMemoryBytes,
    max_result_bytes: buffered ? limits.maxBufferedBytes : limits.maxResultBytes,
    max_threads: 2,
  };
}

function refused(name: "READONLY" | "SUPPORT_IS_DISABLED", text: string): SettingsOutcome {
  return { kind: "refused", failure: failure(name, text) };
}
