import { afterAll, beforeAll, expect, test } from "vitest";
import { openAwsStream } from "#bridges/kinesis/aws-stream.ts";
import { startAwsAnswers } from "#test/support/aws-answers.ts";
import type { AwsAnswers } from "#test/support/aws-answers.ts";

/**
 * Kinesis's answers as AWS documents them, to AWS's own client: for what the emulator of `npm run test:producers kinesis`
 * never says.
 */
let aws: AwsAnswers;
beforeAll(async () => {
  aws = await startAwsAnswers();
});
afterAll(() => aws.close());

const summary = {
  StreamDescriptionSummary: {
    StreamARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/orders",
    StreamCreationTimestamp: 1_769_817_600.5,
  },
};
const open = () => openAwsStream({ stream: "orders", region: "eu-central-1" });
const failing = (type: string) => ({ status: 400, body: { __type: type, message: "no" } });

test("a stream is told from one of the same name that was there before it", async () => {
  aws.answer = () => ({ body: summary });
  expect(await open()).toMatchObject({
    name: "stream orders of Kinesis in eu-central-1",
    id: "eu-central-1.123456789012.orders.1769817600",
  });
});

test("shards come with what they were made of, all pages of them", async () => {
  aws.answer = (operation, request) => {
    if (operation !== "ListShards") return { body: summary };
    return JSON.stringify(request).includes("NextToken")
      ? { body: { Shards: [{ ShardId: "c", ParentShardId: "a", AdjacentParentShardId: "b" }] } }
      : { body: { Shards: [{ ShardId: "a" }, { ShardId: "b", ParentShardId: "gone" }], NextToken: "more" } };
  };
  expect(await (await open()).shards()).toEqual([
    { id: "a", parents: [] },
    { id: "b", parents: ["gone"] },
    { id: "c", parents: ["a", "b"] },
  ]);
  // With a token, nothing else may be said.
  expect(aws.asked.at(-1)).toBe('ListShards {"NextToken":"more"}');
});

test("records, and where to go on; a shard's last have nowhere", async () => {
  let next: string | undefined = "two";
  aws.answer = (operation) => {
    if (operation === "DescribeStreamSummary") return { body: summary };
    if (operation === "GetShardIterator") return { body: { ShardIterator: "one" } };
    const record = { SequenceNumber: "49", Data: Buffer.from("{}").toString("base64"), PartitionKey: "k" };
    return { body: { Records: [record], NextShardIterator: next, MillisBehindLatest: next === undefined ? 0 : 7 } };
  };
  const stream = await open();
  const record = { sequenceNumber: "49", data: new Uint8Array(Buffer.from("{}")) };
  expect(await stream.read("a", { kind: "after", sequenceNumber: "48" })).toEqual({
    kind: "records",
    records: [record],
    next: { kind: "iterator", iterator: "two" },
    isBehind: true,
  });
  expect(aws.asked.at(-2)).toMatch(/AFTER_SEQUENCE_NUMBER.*"StartingSequenceNumber":"48"/);
  expect(aws.asked.at(-1)).toBe('GetRecords {"ShardIterator":"one","Limit":1000}');
  next = undefined;
  expect(await stream.read("a", { kind: "oldest" })).toMatchObject({ next: undefined, isBehind: false });
  expect(aws.asked.at(-2)).toContain("TRIM_HORIZON");
});

test.each([
  ["ExpiredIteratorException", "expired"],
  ["ProvisionedThroughputExceededException", "throttled"],
  ["KMSThrottlingException", "throttled"],
  ["LimitExceededException", "throttled"],
])("%s is %s", async (type, kind) => {
  aws.answer = (operation) => (operation === "GetRecords" ? failing(type) : { body: summary });
  expect(await (await open()).read("a", { kind: "iterator", iterator: "one" })).toEqual({ kind });
});

test("all else is an error", async () => {
  aws.answer = (operation) => (operation === "GetRecords" ? failing("AccessDeniedException") : { body: summary });
  const stream = await open();
  await expect(stream.read("a", { kind: "iterator", iterator: "one" })).rejects.toThrow("no");
  aws.answer = () => failing("ResourceNotFoundException");
  await expect(open()).rejects.toThrow("no");
});
