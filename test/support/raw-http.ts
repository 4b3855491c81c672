import { connect } from "node:net";
import type { Socket } from "node:net";

/** A connection for what no HTTP client would send. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that came, once the other side has closed the connection. */
  readonly closed: Promise<string>;
  send(bytes: string | Uint8Array): void;
}

/** Rejects when nobody listens. */
export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise<string>((resolve) => {
    socket.once("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  // A reset ends the connection as well as a close does.
  socket.on("error", () => undefined);
  return { socket, closed, send: (bytes) => void socket.write(bytes) };
}

/** Status and JSON body of the response in `text`. */
export function parseRaw(text: string): { readonly status: number; readonly body: unknown } {
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), body: JSON.parse(body) };
}
