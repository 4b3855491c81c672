import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { allOf } from "../transport.ts";
import type { Outcome, Outgoing, SendLimits, Transport } from "../transport.ts";
import type { HttpOptions } from "./http-options.ts";
import { batchOutcomes, statusOutcome } from "./response.ts";

const compress = promisify(gzip);
const maxBatchBytes = 2 * 1024 * 1024;
const maxDetail = 300;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Posts to an OpenLineage HTTP endpoint: one event a request, or several by the batch endpoint. */
export class HttpTransport implements Transport {
  readonly kind = "http";
  readonly maxEventBytes: number;
  readonly #options: HttpOptions;
  readonly #url: string;
  readonly #closing = new AbortController();
  /** False once the server turned out to have no batch endpoint. */
  #batches: boolean;

  /** @throws TypeError when url and endpoint make no URL. */
  constructor(options: HttpOptions) {
    this.#options = options;
    this.#url = new URL(options.endpoint.replace(/^\/+/, ""), `${options.url.replace(/\/+$/, "")}/`).href;
    this.maxEventBytes = options.maxEventBytes;
    this.#batches = options.batch > 1;
  }

  get limits(): SendLimits {
    return {
      maxEvents: this.#batches ? this.#options.batch : 1,
      maxBytes: maxBatchBytes,
      inFlight: this.#options.inFlight,
    };
  }

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    if (this.#batches && events.length > 1) {
      const outcomes = await this.#sendBatch(events);
      if (outcomes !== undefined) return outcomes;
    }
    const outcomes: Outcome[] = [];
    for (const event of events) outcomes.push(await this.#sendOne(event));
    return outcomes;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.resolve();
  }

  async #sendOne(event: Outgoing): Promise<Outcome> {
    const answer = await this.#post(this.#url, event.payload);
    return typeof answer === "string" ? { kind: "retry", cause: answer } : outcomeOf(answer);
  }

  /** Undefined: to be sent one by one, since the server takes no batches or not this one. */
  async #sendBatch(events: readonly Outgoing[]): Promise<readonly Outcome[] | undefined> {
    const body = `[${events.map((event) => event.payload).join(",")}]`;
    const answer = await this.#post(batchUrl(this.#url), body);
    if (typeof answer === "string") return allOf(events, { kind: "retry", cause: answer });
    const outcomes = answer.status < 300 ? batchOutcomes(answer.body, events.length) : undefined;
    if (outcomes !== undefined) return outcomes;
    // A success without the answer of a batch comes from something that takes any request.
    if (answer.status < 300 || answer.status === 404 || answer.status === 405) {
      this.#batches = false;
      return undefined;
    }
    const whole = outcomeOf(answer);
    // A batch refused as a whole may be the fault of one event: tell them apart one by one.
    return whole.kind === "retry" ? allOf(events, whole) : undefined;
  }

  /** The answer, or why there is none. */
  async #post(url: string, payload: string): Promise<Answer | string> {
    try {
      const gzipped = this.#options.compression === "gzip";
      const response = await fetch(url, {
        method: "POST",
        headers: this.#headers(gzipped),
        body: gzipped ? await compress(payload) : payload,
        // A redirected POST would arrive as a GET.
        redirect: "manual",
        signal: AbortSignal.any([AbortSignal.timeout(this.#options.timeoutMs), this.#closing.signal]),
      });
      const body = await response.text();
      return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
    } catch (error) {
      return describe(error);
    }
  }

  #headers(gzipped: boolean): Record<string, string> {
    const { apiKey, headers } = this.#options;
    return {
      ...headers,
      "Content-Type": "application/json",
      ...(apiKey !== undefined && { Authorization: `Bearer ${apiKey}` }),
      ...(gzipped && { "Content-Encoding": "gzip" }),
    };
  }
}

function outcomeOf(answer: Answer): Outcome {
  const detail = answer.body.slice(0, maxDetail).replaceAll(/\s+/g, " ").trim();
  return statusOutcome(answer.status, detail, answer.retryAfter, Date.now());
}

function batchUrl(url: string): string {
  const batch = new URL(url);
  batch.pathname = `${batch.pathname.replace(/\/+$/, "")}/batch`;
  return batch.href;
}

/** `fetch failed` says nothing; its cause does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return error.name === "TimeoutError" ? "no answer in time" : error.message;
}
