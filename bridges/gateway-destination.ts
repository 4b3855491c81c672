import type { Delivered, Destination } from "./destination.ts";

export interface GatewayOptions {
  /** Of the collector: `http://127.0.0.1:5050`. */
  readonly url: string;
  readonly apiKey: string | undefined;
}

const parallel = 16;
/** The gateway answers within 5 s, or with 503. */
const timeoutMs = 10_000;
/** What will never be taken; the gateway keeps it as a dead letter. All else may be mended: a key, an address, a full disk. */
const refusals: ReadonlySet<number> = new Set([400, 413, 422]);

/** Posts events to a collector, byte for byte. It answers when its log, or without one its store, has them. */
export function gatewayDestination({ url, apiKey }: GatewayOptions): Destination {
  const target = `${url.replace(/\/+$/, "")}/api/v1/lineage`;
  const headers = {
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  return {
    name: `the collector at ${new URL(url).origin}`,
    parallel,
    async deliver(body): Promise<Delivered> {
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        const response = await fetch(target, { method: "POST", headers, body: Buffer.from(body), signal });
        const text = await response.text();
        if (response.ok) return { kind: "stored" };
        if (refusals.has(response.status)) return { kind: "refused", reason: codeOf(text) };
        return { kind: "retry", cause: `it answers ${response.status} ${codeOf(text)}` };
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        return { kind: "retry", cause: cause instanceof Error ? cause.message || cause.name : String(cause) };
      }
    },
  };
}

/** Of the gateway's answer: `{"code": "not_json", …}`. */
function codeOf(text: string): string {
  return /"code":"(\w{1,64})"/.exec(text)?.[1] ?? "";
}
