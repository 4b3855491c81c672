import { jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamManager } from "@nats-io/jetstream";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config/config.ts";
import type { EventLog } from "./log/log.ts";
import { findNatsServer } from "./log/find-nats-server.ts";
import { connectNats } from "./log/nats-connection.ts";
import type { NatsLink } from "./log/nats-connection.ts";
import { createNatsLog } from "./log/nats-log.ts";
import { startPrivateNatsServer } from "./log/private-nats-server.ts";
import type { NatsServerNotice } from "./log/private-nats-server.ts";
import { deadLettersPlan, eventsPlan } from "./log/stream-plan.ts";
import type { StreamPlan } from "./log/stream-plan.ts";
import { ensureStream } from "./log/streams.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Logger } from "./telemetry/logger.ts";

/** A connection to NATS with the streams in place. */
export interface NatsBackbone {
  readonly log: EventLog;
  /** For a person: server, version, where. */
  readonly name: string;
  readonly link: NatsLink;
  readonly manager: JetStreamManager;
  readonly events: StreamPlan;
  readonly deadLetters: StreamPlan;
  /** Makes streams and consumers where they are missing. */
  readonly ensure: () => Promise<void>;
  /** Where agents connect, without credentials. */
  readonly url: string;
}

/** What the look-up of a nats-server needs of the environment. */
export interface SearchPath {
  readonly searchPath: string | undefined;
  readonly home: string | undefined;
}

/** Undefined when NATS is switched off, or when there is neither a URL nor a nats-server on this machine. */
export async function openNatsBackbone(
  config: Config,
  search: SearchPath,
  logger: Logger,
  shutdown: Shutdown,
): Promise<NatsBackbone | undefined> {
  if (config.nats === "off") return undefined;
  const url = config.natsUrl ?? (await startPrivately(config, search, logger, shutdown));
  if (url === undefined) return undefined;
  const link = await connectNats({ url, name: "tidemark-collector", ...(await credentials(config)) });
  shutdown.add("NATS connection", () => link.close());
  const manager = await jetstreamManager(link.connection);
  const replicas = config.natsReplicas;
  const ensured = async (plan: StreamPlan): Promise<StreamPlan> => {
    const { differences, ackWaitMs } = await ensureStream(manager, plan);
    for (const difference of differences) {
      logger.warn(difference, "a stream or consumer is not as Tidemark would make it; it is left as it is");
    }
    // By what the consumer really has the reader claims anew what it holds.
    return { ...plan, ackWaitMs };
  };
  const events = await ensured({ ...eventsPlan, stream: config.natsStream, subject: config.natsSubject, replicas });
  const deadLetters = await ensured({ ...deadLettersPlan, replicas });
  const ensure = async (): Promise<void> => {
    for (const plan of [events, deadLetters]) await ensureStream(manager, plan);
  };
  const log = createNatsLog({ link, manager, events, deadLetters });
  shutdown.add("log", () => log.close());
  const where = config.natsUrl === undefined ? "started privately" : `at ${withoutCredentials(url)}`;
  const name = `nats-server ${link.connection.info?.version ?? "of unknown version"} ${where}`;
  return { log, name, link, manager, events, deadLetters, ensure, url: withoutCredentials(url) };
}

async function startPrivately(
  config: Config,
  { searchPath, home }: SearchPath,
  logger: Logger,
  shutdown: Shutdown,
): Promise<string | undefined> {
  const binary = await findNatsServer({ configured: config.natsServer, searchPath, home });
  if (binary === undefined) return undefined;
  const server = await startPrivateNatsServer({
    binary,
    directory: join(config.dataDirectory, "nats"),
    onNotice: (notice) => logNotice(notice, logger),
  });
  shutdown.add("private nats-server", server.close);
  return server.url;
}

function logNotice(notice: NatsServerNotice, logger: Logger): void {
  switch (notice.kind) {
    case "no_sync":
      logger.warn(
        { version: notice.version },
        "this nats-server cannot sync each message to disk (2.10 can): a power failure may lose the last two minutes",
      );
      return;
    case "died":
      logger.error({ how: notice.how }, "the private nats-server died; it is started again");
      return;
    case "restarted":
      logger.info({ attempts: notice.attempts }, "the private nats-server runs again");
  }
}

async function credentials(config: Config) {
  const { natsCredentialsFile, natsTlsCaFile, natsTlsCertFile, natsTlsKeyFile } = config;
  const tls = { caFile: natsTlsCaFile, certFile: natsTlsCertFile, keyFile: natsTlsKeyFile };
  return {
    user: config.natsUser,
    password: config.natsPassword,
    token: config.natsToken,
    credentials: natsCredentialsFile === undefined ? undefined : await readFile(natsCredentialsFile),
    tls: Object.values(tls).some((file) => file !== undefined) ? tls : undefined,
  };
}

function withoutCredentials(url: string): string {
  return url.replaceAll(/\/\/[^/@,]*@/g, "//");
}
