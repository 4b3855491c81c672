import type { TransportOptions } from "../client/agent-options.ts";

/** The transport that `--url` means, by its scheme; undefined leaves it to the configuration. */
export function transportOf(url: string | undefined): { readonly transport?: TransportOptions } {
  if (url === undefined) return {};
  const type = /^(nats|tls):/i.test(url) ? "nats" : "http";
  return { transport: { type, url } };
}
