import { isIP } from "node:net";

/**
 * Whether a request may name this host. On a loopback address only names of this machine may: else
 * any web page could, by a name of its own that resolves to 127.0.0.1, have a browser read from here.
 */
export function isTrustedHost(listeningOn: string, hostHeader: string | undefined): boolean {
  if (!isLoopback(listeningOn) || hostHeader === undefined) return true;
  const name = hostHeader
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
  return isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
