import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request looks made by a web page. A collector without keys trusts whoever reaches its
 * port; any page open in a browser on the same machine reaches it too: cross-site (an `Origin`), or
 * by a name of its own that it lets resolve to 127.0.0.1 (a public name as `Host`).
 */
export function isFromWebPage(headers: IncomingHttpHeaders): boolean {
  if (headers.origin !== undefined || headers["sec-fetch-site"] === "cross-site") return true;
  return headers.host !== undefined && !isPrivateName(headers.host);
}

/** An IP address, a name without dots (compose services), or one under a suffix nobody can register. */
function isPrivateName(host: string): boolean {
  const name = host.replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
  if (!name.includes(".") || name.startsWith("[")) return true;
  return (
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) ||
    /\.(?:localhost|local|internal|lan|home\.arpa|cluster\.local|svc)$/.test(name)
  );
}
