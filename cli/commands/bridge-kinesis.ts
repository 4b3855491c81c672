import { openNatsPositions } from "#bridges/kinesis/positions.ts";
import { kinesisSource } from "#bridges/kinesis/kinesis-source.ts";
import type { Source } from "#bridges/source.ts";
import { Shutdown } from "#collector/shutdown.ts";
import { takeTurn } from "../bridge-turn.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { withClient } from "../optional-client.ts";
import { carryUntilStopped } from "../run-bridge.ts";
import type { BridgeMeans, BridgeOptions } from "../run-bridge.ts";
import type { Terminal } from "../terminal.ts";

export interface KinesisBridgeOptions extends BridgeOptions {
  readonly stream: string;
  readonly group: string;
  readonly region?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `tidemark bridge kinesis` */
export async function bridgeKinesis(
  env: Environment,
  terminal: Terminal,
  options: KinesisBridgeOptions,
): Promise<void> {
  const { stream, group, region } = options;
  if (!/^[\w.-]{1,128}$/.test(stream))
    throw new Failure("--stream is the name of a stream: letters, digits, _ . -", exitCodes.usage);
  if (!/^[\w-]{1,64}$/.test(group)) throw new Failure("--group is of letters, digits, _ and -", exitCodes.usage);
  const { openAwsStream } = await withClient("@aws-sdk/client-kinesis", () => import("#bridges/kinesis/aws-stream.ts"));

  const prepare = async ({ nats, logger, signal }: BridgeMeans): Promise<() => Promise<Source>> => {
    if (nats === undefined)
      throw new Failure(
        "how far a stream was read is kept in NATS: set TIDEMARK_NATS_URL, or --url nats://…",
        exitCodes.usage,
      );
    return async () => {
      const opened = new Shutdown((name, error) => logger.warn({ err: error }, `${name} did not end well`));
      try {
        const open = await openAwsStream({ stream, ...(region !== undefined && { region }) });
        opened.add("client of Kinesis", open.close);
        const key = `kinesis.${open.id}.${group}`;
        const turn = await takeTurn({ nats, key, logger, signal });
        opened.add("turn", turn.close);
        const positions = await openNatsPositions({ ...nats, prefix: key });
        return kinesisSource({ stream: open, positions, turn: turn.signal, close: () => opened.run() });
      } catch (error) {
        await opened.run();
        throw error;
      }
    };
  };
  await carryUntilStopped({ env, terminal, options, source: "kinesis", prepare });
}
