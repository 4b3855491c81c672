import {
  DescribeStreamSummaryCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { KinesisStream, Place, Reading, Shard } from "./stream.ts";

export interface AwsStreamOptions {
  readonly stream: string;
  /** Else as AWS's tools find it: `AWS_REGION`, `~/.aws/config`. */
  readonly region?: string;
}

const recordsAtOnce = 1000;
const [connectWithinMs, answerWithinMs] = [10_000, 30_000];

/**
 * A stream as AWS's client reads it, with the credentials that AWS's tools find.
 *
 * @throws Error of the client when there is no such stream, or nobody lets it in.
 */
export async function openAwsStream({ stream, region }: AwsStreamOptions): Promise<KinesisStream> {
  const client = new KinesisClient({
    ...(region !== undefined && { region }),
    // By its default it speaks HTTP/2 alone, which proxies and emulators do not.
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectWithinMs, requestTimeout: answerWithinMs }),
  });
  try {
    const summary = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
    const { StreamARN: arn = "", StreamCreationTimestamp: created } = summary.StreamDescriptionSummary ?? {};
    const [, , , where = "", account = ""] = arn.split(":");
    return {
      name: `stream ${stream} of Kinesis in ${where}`,
      id: [where, account, stream, Math.floor((created?.getTime() ?? 0) / 1000)].join("."),
      shards: () => shardsOf(client, stream),
      read: (shard, from) => read(client, stream, shard, from),
      close: async () => client.destroy(),
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

async function shardsOf(client: KinesisClient, stream: string): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  for (let token: string | undefined; ;) {
    const page = new ListShardsCommand(token === undefined ? { StreamName: stream } : { NextToken: token });
    const { Shards: found = [], NextToken: next } = await client.send(page);
    for (const { ShardId: id, ParentShardId: parent, AdjacentParentShardId: adjacent } of found)
      if (id !== undefined) shards.push({ id, parents: [parent, adjacent].filter((each) => each !== undefined) });
    if (next === undefined) return shards;
    token = next;
  }
}

async function read(client: KinesisClient, stream: string, shard: string, from: Place): Promise<Reading> {
  try {
    const iterator = from.kind === "iterator" ? from.iterator : await iteratorAt(client, stream, shard, from);
    const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: recordsAtOnce }));
    const { Records: found = [], NextShardIterator: next, MillisBehindLatest: behind = 0 } = answer;
    return {
      kind: "records",
      records: found.flatMap(({ SequenceNumber: sequenceNumber, Data: data }) =>
        sequenceNumber === undefined || data === undefined ? [] : [{ sequenceNumber, data }],
      ),
      next: next === undefined ? undefined : { kind: "iterator", iterator: next },
      isBehind: behind > 0,
    };
  } catch (error) {
    if (error instanceof ExpiredIteratorException) return { kind: "expired" };
    if (error instanceof Error && throttlings.has(error.name)) return { kind: "throttled" };
    throw error;
  }
}

/** After the client has tried again itself. */
const throttlings: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "KMSThrottlingException",
  "LimitExceededException",
]);

async function iteratorAt(
  client: KinesisClient,
  stream: string,
  shard: string,
  from: Exclude<Place, { readonly kind: "iterator" }>,
): Promise<string | undefined> {
  const place =
    from.kind === "oldest"
      ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
      : ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: from.sequenceNumber } as const);
  const answer = await client.send(new GetShardIteratorCommand({ StreamName: stream, ShardId: shard, ...place }));
  return answer.ShardIterator;
}
