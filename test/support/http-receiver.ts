import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Inflated. */
  readonly body: string;
  readonly at: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReceiver {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  readonly connections: () => number;
  /** What it answers; undefined: nothing, ever. */
  answer: (request: ReceivedRequest) => HttpAnswer | undefined;
}

/** An HTTP server on a free port that remembers what it is asked and answers as a test tells it. */
export async function startHttpReceiver(): Promise<HttpReceiver> {
  let connections = 0;
  const receiver: { -readonly [K in keyof HttpReceiver]: HttpReceiver[K] } = {
    url: "",
    requests: [],
    connections: () => connections,
    answer: () => ({ status: 201 }),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const raw = Buffer.concat(chunks);
      const body = (headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
      const received = { method, path, headers, body, at: performance.now() };
      receiver.requests.push(received);
      const answer = receiver.answer(received);
      if (answer !== undefined) response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  receiver.url = `http://127.0.0.1:${address.port}`;
  return receiver;
}
