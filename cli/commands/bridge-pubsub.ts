import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { withClient } from "../optional-client.ts";
import { carryUntilStopped } from "../run-bridge.ts";
import type { BridgeOptions } from "../run-bridge.ts";
import type { Terminal } from "../terminal.ts";

export interface PubsubBridgeOptions extends BridgeOptions {
  readonly subscription: string;
  readonly project?: string;
}

const lingersMs = 1000;

type Environment = Readonly<Record<string, string | undefined>>;

/** `tidemark bridge pubsub` */
export async function bridgePubsub(env: Environment, terminal: Terminal, options: PubsubBridgeOptions): Promise<void> {
  const { subscription, project } = options;
  if (!/^(?:projects\/[^\s/]+\/subscriptions\/)?[A-Za-z][\w.~+%-]{2,254}$/.test(subscription))
    throw new Failure("--subscription is a name, or projects/PROJECT/subscriptions/NAME", exitCodes.usage);
  const { openPubsubSource } = await withClient(
    "@google-cloud/pubsub",
    () => import("#bridges/pubsub/pubsub-source.ts"),
  );
  const open = async () => openPubsubSource({ subscription, ...(project !== undefined && { project }) });
  await carryUntilStopped({ env, terminal, options, source: "pubsub", prepare: async () => open });
  // Where it could not connect, the client leaves a timer behind that keeps the process.
  setTimeout(() => process.exit(), lingersMs).unref();
}
