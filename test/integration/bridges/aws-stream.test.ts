import { createServer } from "node:http";
import type { Server } from "node:http";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openAwsStream } from "#bridges/kinesis/aws-stream.ts";

/**
 * Kinesis's answers as AWS documents them, to AWS's own client: for what the emulator of `npm run test:producers kinesis`
 * never says.
 */
let server: Server;
const asked: string[] = [];
let answer: (operation: string, request: unknown) => { readonly status?: number; readonly body: object };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const body: unknown = await json(request);
    asked.push(`${operation} ${JSON.stringify(body)}`);
    const told = answer(operation, body);
    response.writeHead(told.status ?? 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(told.body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
});

const summary = {
  StreamDescriptionSummary: {
    StreamARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/orders",
    StreamCreationTimestamp: 1_769_817_600.5,
  },
};
const open = () => openAwsStream({ stream: "orders", region: "eu-central-1" });
const failing = (type: string) => ({ status: 400, body: { __type: type, message: "no" } });

test("a stream is told from one of the same name that was there before it", async () => {
  answer = () => ({ body: summary });
  expect(await open()).toMatchObject({
    name: "stream orders of Kinesis in eu-central-1",
    id: "eu-central-1.123456789012.orders.1769817600",
  });
});

test("shards come with what they were made of, all pages of them", async () => {
  answer = (operation, request) => {
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
  expect(asked.at(-1)).toBe('ListShards {"NextToken":"more"}');
});

test("records, and where to go on; a shard's last have nowhere", async () => {
  let next: string | undefined = "two";
  answer = (operation) => {
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
  expect(asked.at(-2)).toMatch(/AFTER_SEQUENCE_NUMBER.*"StartingSequenceNumber":"48"/);
  expect(asked.at(-1)).toBe('GetRecords {"ShardIterator":"one","Limit":1000}');
  next = undefined;
  expect(await stream.read("a", { kind: "oldest" })).toMatchObject({ next: undefined, isBehind: false });
  expect(asked.at(-2)).toContain("TRIM_HORIZON");
});

test.each([
  ["ExpiredIteratorException", "expired"],
  ["ProvisionedThroughputExceededException", "throttled"],
  ["KMSThrottlingException", "throttled"],
  ["LimitExceededException", "throttled"],
])("%s is %s", async (type, kind) => {
  answer = (operation) => (operation === "GetRecords" ? failing(type) : { body: summary });
  expect(await (await open()).read("a", { kind: "iterator", iterator: "one" })).toEqual({ kind });
});

test("all else is an error", async () => {
  answer = (operation) => (operation === "GetRecords" ? failing("AccessDeniedException") : { body: summary });
  const stream = await open();
  await expect(stream.read("a", { kind: "iterator", iterator: "one" })).rejects.toThrow("no");
  answer = () => failing("ResourceNotFoundException");
  await expect(open()).rejects.toThrow("no");
});
