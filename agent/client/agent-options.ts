import type { RedactOptions } from "../contract/redact.ts";
import type { OnReport } from "../delivery/reporter.ts";
import type { HttpOptions } from "../transports/http/http-options.ts";
import type { NatsOptions } from "../transports/nats/nats-options.ts";
import type { Transport } from "../transports/transport.ts";

/** The `transport` section of a configuration, as a program writes it. */
export type TransportOptions =
  | ({ readonly type: "nats" } & Partial<NatsOptions>)
  | ({ readonly type: "http"; readonly url: string } & Partial<HttpOptions>)
  | { readonly type: "file"; readonly path: string; readonly append?: boolean }
  | { readonly type: "console" }
  | { readonly type: "noop" }
  | {
      readonly type: "composite";
      readonly transports: readonly TransportOptions[] | Readonly<Record<string, TransportOptions>>;
      readonly continueOnFailure?: boolean;
      readonly continueOnSuccess?: boolean;
    };

/** All of it may be left out: then the sources of the other OpenLineage clients decide. */
export interface AgentOptions {
  /** How events leave: a section of configuration, or a transport of one's own. */
  readonly transport?: TransportOptions | Transport;
  /** Namespace of jobs that do not name theirs. */
  readonly namespace?: string;
  /** URI of the program, for `producer` and `_producer`. */
  readonly producer?: string;
  /** Where events wait on disk; `false`: in memory only. */
  readonly spool?: SpoolSettings | string | false;
  /** More secrets to mask; `false`: mask nothing. */
  readonly redact?: RedactOptions | false;
  /** Keys of facets to leave out. */
  readonly disabledFacets?: readonly string[];
  /** RUNNING events of a long run: one every so many milliseconds; 0: none. Default 60,000. */
  readonly heartbeatMs?: number;
  /** Bound of the events waiting in memory, in bytes. Default 16 MiB. */
  readonly maxQueueBytes?: number;
  /** The same in events. Default 10,000. */
  readonly maxQueueEvents?: number;
  /**
   * How long a program that ends without `close()` may be kept for events that are not confirmed, in
   * milliseconds. Default 2000; 0: not at all. A transport that does not answer is not waited for.
   */
  readonly exitFlushMs?: number;
  /** End open runs with ABORT on SIGINT, SIGTERM and SIGHUP. Default true. */
  readonly handleSignals?: boolean;
  /** What there is to tell a person; default: a line on standard error. Each kind at most once a minute. */
  readonly onReport?: OnReport;
  /** The clock, in milliseconds since the epoch; for imports of the past. */
  readonly now?: () => number;
  /** Default: the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `./openlineage.yml` is looked for. Default: the working directory. */
  readonly cwd?: string;
}

export interface SpoolSettings {
  readonly directory?: string;
  /** Bound of the directory in bytes. Default 256 MiB. */
  readonly maxBytes?: number;
  /** A segment file is closed beyond this. Default 4 MiB. */
  readonly segmentBytes?: number;
  /**
   * Appends that are slower than 50 ms may hold the pipeline up so long at once, and a tenth of the
   * time in the long run; beyond it the spool is suspended for `suspendMs`. Default 1000.
   */
  readonly maxStallMs?: number;
  /** Default 30,000. */
  readonly suspendMs?: number;
}
