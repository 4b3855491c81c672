import type { Msg, MsgHdrs, NatsConnection } from "@nats-io/transport-node";

const ack = new TextEncoder().encode("+ACK");
const working = new TextEncoder().encode("+WPI");
const term = new TextEncoder().encode("+TERM");

/**
 * One message of a pull, with what its reply subject says of it:
 * https://docs.nats.io/reference/reference-protocols/nats_api_reference#acknowledging-messages
 * (the client's own `JsMsg` can only be had from its `consume` and `fetch`).
 */
export class Delivery {
  readonly bytes: number;
  /** 1 the first time. */
  readonly deliveryCount: number;
  /** When the stream took it, microseconds since the epoch; the same on every redelivery. */
  readonly receivedAt: number;
  /** When it came, or the server was last told that it is worked on; `performance.now()`. */
  claimedAt = performance.now();
  readonly #connection: NatsConnection;
  readonly #reply: string;
  #message: Msg | undefined;

  constructor(connection: NatsConnection, message: Msg, reply: string) {
    // $JS.ACK.stream.consumer.count.sequence.sequence.time.pending, newer: domain and account before the stream.
    const tokens = reply.split(".");
    const first = tokens.length > 9 ? 6 : 4;
    this.#connection = connection;
    this.#reply = reply;
    this.#message = message;
    this.bytes = message.data.length;
    this.deliveryCount = Number(tokens[first]);
    this.receivedAt = Number(tokens[first + 3]?.slice(0, -3));
  }

  get body(): Uint8Array {
    return this.#message?.data ?? new Uint8Array();
  }

  get headers(): MsgHdrs | undefined {
    return this.#message?.headers;
  }

  /** Lets go of the body, which need not stay in memory until the acknowledgement. */
  release(): void {
    this.#message = undefined;
  }

  ack(): void {
    this.#answer(ack);
  }

  nak(delayMs: number): void {
    this.#answer(new TextEncoder().encode(`-NAK {"delay":${delayMs * 1_000_000}}`));
  }

  /** It is never delivered again. */
  term(): void {
    this.#answer(term);
  }

  /** Asks for another `ack_wait`. */
  working(): void {
    this.claimedAt = performance.now();
    this.#answer(working);
  }

  /** An answer that gets lost is no harm: the message comes again, and storing it twice has no effect. */
  #answer(payload: Uint8Array): void {
    if (!this.#connection.isClosed() && !this.#connection.isDraining()) this.#connection.publish(this.#reply, payload);
  }
}
