import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { vi } from "vitest";

export interface AwsAnswer {
  /** 200 when not said. */
  readonly status?: number;
  readonly body: object;
}

/** A service of AWS that says what it is told to, to AWS's own client of this process. */
export interface AwsAnswers {
  answer: (operation: string, request: object) => AwsAnswer;
  /** `ListShards {"StreamName":"orders"}` */
  readonly asked: readonly string[];
  readonly close: () => void;
}

/** Sets the environment that AWS's clients read, until it is closed. */
export async function startAwsAnswers(): Promise<AwsAnswers> {
  const asked: string[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const body = Object(await json(request));
    asked.push(`${operation} ${JSON.stringify(body)}`);
    const told = answers.answer(operation, body);
    response.writeHead(told.status ?? 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(told.body));
  };
  const server = createServer((request, response) => void respond(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const answers: AwsAnswers = {
    answer: () => ({ status: 400, body: { __type: "InvalidAction" } }),
    asked,
    close() {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      server.close();
    },
  };
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  return answers;
}
