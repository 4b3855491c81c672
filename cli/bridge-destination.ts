import type { NatsConnection } from "@nats-io/transport-node";
import { gatewayDestination } from "#bridges/gateway-destination.ts";
import { logDestination } from "#bridges/log-destination.ts";
import type { Destination } from "#bridges/destination.ts";
import { openNatsBackbone } from "#collector/nats-backbone.ts";
import type { Shutdown } from "#collector/shutdown.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { addressOf } from "./address.ts";
import { configOf } from "./configuration.ts";
import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface DestinationOptions {
  readonly env: Environment;
  /** `nats://…` or `http://…`, before what the environment says. */
  readonly url: string | undefined;
  /** Where dead letters say that they come from: `kafka`. */
  readonly source: string;
  readonly logger: Logger;
}

/** The NATS that the log is on. */
export interface BridgeNats {
  readonly connection: NatsConnection;
  /** Copies that the cluster keeps. */
  readonly replicas: number;
}

export interface BridgeEnd {
  readonly destination: Destination;
  /** Undefined where events go to a gateway. */
  readonly nats: BridgeNats | undefined;
}

/** The log on NATS where its address is known, else the gateway of a collector. */
export async function openBridgeDestination(options: DestinationOptions, shutdown: Shutdown): Promise<BridgeEnd> {
  const { env, url, source, logger } = options;
  const scheme = url === undefined ? undefined : /^[a-z]+(?=:\/\/)/.exec(url)?.[0];
  if (url !== undefined && !["nats", "tls", "http", "https"].includes(scheme ?? ""))
    throw new Failure("--url is nats://…, tls://…, http://… or https://…", exitCodes.usage);
  const toNats = scheme === undefined ? (env["TIDEMARK_NATS_URL"] ?? "") !== "" : !scheme.startsWith("http");
  if (!toNats)
    return { destination: gatewayDestination(addressOf(env, url === undefined ? {} : { url })), nats: undefined };
  const config = configOf({ ...env, ...(url !== undefined && { TIDEMARK_NATS_URL: url }), TIDEMARK_NATS: "auto" });
  try {
    const backbone = await openNatsBackbone(config, { searchPath: undefined, home: undefined }, logger, shutdown);
    if (backbone === undefined) throw new Error("TIDEMARK_NATS_URL is not set");
    const { log, name, link } = backbone;
    return {
      destination: logDestination(log, name, source),
      nats: { connection: link.connection, replicas: config.natsReplicas },
    };
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}
