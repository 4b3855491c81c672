import type { Outcome } from "./sender.ts";

export interface JsonRequest {
  /** It may be a secret itself: it is never part of what is said. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A channel that does not answer by then is tried again. */
const timeoutMs = 10_000;
/** Of an answer no more is looked at. */
const longestAnswer = 64 * 1024;

export type Answer = { readonly kind: "ok"; readonly text: string } | Exclude<Outcome, { readonly kind: "delivered" }>;

/**
 * Posts JSON. 2xx is ok; 408, 425, 429 and 5xx, no answer and no connection are worth another try, after `Retry-After` where it is
 * said; all else is refused. Redirects are not followed: what is sent goes where the operator said, and nowhere else.
 */
export async function postJson({ url, headers, body }: JsonRequest, signal: AbortSignal): Promise<Answer> {
  if (!URL.canParse(url)) return { kind: "refused", why: "the URL is none" };
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json; charset=utf-8", "user-agent": "tidemark", ...headers },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = (await response.text()).slice(0, longestAnswer);
    if (response.ok) return { kind: "ok", text };
    const why = `HTTP ${response.status}${text.trim() === "" ? "" : `: ${oneLine(text)}`}`;
    if (!isWorthRetrying(response.status)) return { kind: "refused", why };
    return { kind: "retry", why, afterMs: retryAfterMs(response.headers.get("retry-after")) };
  } catch (error) {
    return { kind: "retry", why: connectionError(error), afterMs: undefined };
  }
}

function isWorthRetrying(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Seconds, or a date. */
export function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** What went wrong without the address, which may be a secret. */
export function connectionError(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code: unknown = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return `no connection${typeof code === "string" ? ` (${code})` : ""}`;
}

/** What a vendor says for a person, in a line of a log. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
}
