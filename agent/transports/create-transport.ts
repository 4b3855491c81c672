import type { TransportConfig } from "../config/transport-config.ts";
import { CompositeTransport } from "./composite-transport.ts";
import { ConsoleTransport } from "./console-transport.ts";
import { FileTransport } from "./file-transport.ts";
import { HttpTransport } from "./http/http-transport.ts";
import { NatsTransport } from "./nats/nats-transport.ts";
import { NoopTransport } from "./noop-transport.ts";
import type { Transport } from "./transport.ts";

/** Makes the transport a configuration asks for. Nothing is opened or loaded until it first sends. */
export function createTransport(
  config: TransportConfig,
  onPartialFailure: (kind: string, cause: string) => void,
): Transport {
  switch (config.type) {
    case "nats":
      return new NatsTransport(config.options);
    case "http":
      return new HttpTransport(config.options);
    case "file":
      return new FileTransport(config.options);
    case "console":
      return new ConsoleTransport();
    case "noop":
      return new NoopTransport();
    default: {
      const transports = config.transports.map((child) => createTransport(child, onPartialFailure));
      return new CompositeTransport(transports, config.options, onPartialFailure);
    }
  }
}
