import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { ByteBudget } from "./byte-budget.ts";
import { withDeadline } from "../deadline.ts";
import { decompressorOf } from "./content.ts";
import type { ErrorCode } from "./errors.ts";

export type Body =
  | { readonly kind: "ok"; readonly bytes: Buffer }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly detail?: string }
  /** The sender went away; nobody is left to answer. */
  | { readonly kind: "aborted" };

export interface BodyLimits {
  /** Of the body after decompression; what arrives compressed may not be more either. */
  readonly maxBytes: number;
  /** The code of a body beyond it. */
  readonly tooLarge: "too_large" | "batch_too_large";
  readonly budget: ByteBudget;
}

/**
 * Reads a request's body, decompressed. Memory: at most `maxBytes`, taken from the budget as the
 * bytes come; whoever gets `ok` gives `bytes.length` back. A bomb costs what was inflated up to the
 * limit; what is sent after a refusal is discarded as it comes.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  const decompressor = decompressorOf(request.headers["content-encoding"]);
  if (decompressor.kind === "unsupported") return discard(request, "unsupported_encoding");
  if (Number(request.headers["content-length"] ?? 0) > limits.maxBytes) return discard(request, limits.tooLarge);
  if (decompressor.kind === "none") return collect(request, request, limits);
  const inflated = decompressor.create();
  // `pipeline` would destroy the request, and with it the socket the answer goes through.
  request.pipe(inflated);
  request.once("close", () => {
    if (!request.readableEnded) inflated.destroy();
  });
  try {
    return await collect(request, inflated, limits);
  } finally {
    request.unpipe(inflated);
    inflated.destroy();
  }
}

type Ending = "end" | "error" | "too_large" | "overloaded";

async function collect(request: IncomingMessage, stream: Readable, limits: BodyLimits): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  const ending = await new Promise<Ending>((resolve) => {
    const stop = (why: Ending): void => {
      stream.removeAllListeners("data");
      resolve(why);
    };
    stream.on("data", (chunk: Buffer) => {
      if (length + chunk.length > limits.maxBytes) return stop("too_large");
      if (!limits.budget.take(chunk.length)) return stop("overloaded");
      length += chunk.length;
      chunks.push(chunk);
    });
    stream.once("end", () => stop("end"));
    stream.once("error", () => stop("error"));
    stream.once("close", () => stop("error"));
  });
  if (ending === "end") return { kind: "ok", bytes: Buffer.concat(chunks, length) };
  limits.budget.give(length);
  if (ending === "too_large") return discard(request, limits.tooLarge);
  if (ending === "overloaded") return discard(request, "overloaded");
  return request.complete || !request.destroyed ? discard(request, "invalid_compression") : { kind: "aborted" };
}

/** How long a sender that closes its connection may go on before it is cut off. */
const lingerMs = 2000;

/**
 * The rest is read and dropped, so that the sender gets to read the answer; the request's timeout
 * bounds it. On a connection that ends with the answer it must be dropped before: what comes after
 * the end would make the kernel throw the answer away.
 */
async function discard(request: IncomingMessage, code: ErrorCode): Promise<Body> {
  request.unpipe();
  request.resume();
  const closes = request.httpVersion === "1.0" || /\bclose\b/i.test(request.headers.connection ?? "");
  if (closes && !request.readableEnded && !request.destroyed) {
    const ended = new Promise<void>((resolve) => {
      request.once("end", resolve);
      request.once("close", resolve);
    });
    await withDeadline(ended, lingerMs);
  }
  return { kind: "refused", code };
}
