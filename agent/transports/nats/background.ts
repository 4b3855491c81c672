import type { NatsConnection } from "@nats-io/transport-node";

/**
 * Keeps an idle connection from keeping the process alive: the socket no longer counts for the event
 * loop, and the ping timer, which would, is stopped (an acknowledgement that does not come shows a
 * dead connection as well). The client has no public way to say this, so it is looked up where
 * version 3.4 keeps it; were it elsewhere, nothing would happen, and the test of a process that ends
 * by itself would fail.
 */
export function runInBackground(connection: NatsConnection): void {
  const protocol = member(connection, "protocol");
  call(member(member(protocol, "transport"), "socket"), "unref");
  call(member(protocol, "heartbeats"), "cancel");
}

function member(owner: unknown, name: string): unknown {
  return typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
}

function call(owner: unknown, name: string): void {
  const method = member(owner, name);
  if (typeof method === "function") Reflect.apply(method, owner, []);
}
