import type { DeadLetterPage, DeadLetterSummary } from "#collector/gateway/dead-letter-desk.ts";
import { droppedHeader } from "#collector/gateway/dropped-header.ts";
import type { RedriveReport } from "#collector/dead-letters/redrive.ts";
import type { OperationReport } from "#collector/operations.ts";
import type { CollectorStatus } from "#collector/status.ts";
import { Failure, RefusedFailure } from "./failure.ts";
import { plainText } from "./terminal.ts";

interface RebuiltNames {
  readonly names: readonly string[];
}

export interface CollectorAddress {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/** Asks a running collector. Each call throws a `Failure` that says what is wrong and what to do. */
export interface CollectorClient {
  status(): Promise<CollectorStatus>;
  listDeadLetters(parameters: Readonly<Record<string, string>>): Promise<DeadLetterPage>;
  showDeadLetter(id: string): Promise<DeadLetterSummary & { readonly raw: string }>;
  rawDeadLetter(id: string): Promise<Buffer>;
  operation(): Promise<OperationReport>;
  rebuild(projections: readonly string[], forgetDropped: boolean): Promise<OperationReport>;
  replay(request: Readonly<Record<string, unknown>>): Promise<OperationReport>;
  rebuildAction(action: "rollback" | "forget-previous", projections: readonly string[]): Promise<RebuiltNames>;
  redrive(selection: Readonly<Record<string, unknown>>): Promise<RedriveReport>;
  /** Asks `/api/v1/…`; parameters that are undefined are left out. */
  ask<T>(path: readonly string[], parameters: QuestionParameters): Promise<T>;
  /** Does something, at `/api/v1/…`; members that are undefined are left out. */
  act<T>(path: readonly string[], body: QuestionParameters): Promise<T>;
  /** For what is no JSON; the answer is a success. */
  request(path: string, init: RequestInit): Promise<Response>;
}

export type QuestionParameters = Readonly<Record<string, string | undefined>>;

const answerWithinMs = 30_000;

/** `notice` is told, once, what a person should know beside the answers. */
export function createCollectorClient(
  address: CollectorAddress,
  notice: (text: string) => void = () => undefined,
): CollectorClient {
  let noticed = false;
  const look = ({ headers }: Response): void => {
    const upTo = headers.get(droppedHeader);
    if (upTo !== null && !noticed) notice(droppedText(plainText(upTo)));
    noticed ||= upTo !== null;
  };
  // Both sides are one version of one program, so what it answers is what its types say.
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await ask(address, path, init, look);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (await response.json()) as T;
  };
  const letters = "/api/v1/dead-letters";
  const rebuilds = "/api/v1/rebuild";
  return {
    status: () => json("/api/v1/status"),
    listDeadLetters: (parameters) => json(`${letters}?${new URLSearchParams(parameters).toString()}`),
    showDeadLetter: (id) => json(`${letters}/${encodeURIComponent(id)}`),
    async rawDeadLetter(id) {
      const response = await ask(address, `${letters}/${encodeURIComponent(id)}/raw`);
      return Buffer.from(await response.arrayBuffer());
    },
    operation: () => json("/api/v1/operation"),
    replay: (request) => json("/api/v1/replay", post(request)),
    rebuild: (projections, forgetDropped) => json(rebuilds, post({ projections, forgetDropped })),
    rebuildAction: (action, projections) => json(rebuilds, post({ action, projections })),
    ask: (path, parameters) => json(questionPath(path, parameters)),
    act: (path, body) => json(questionPath(path, {}), post(body)),
    request: (path, init) => ask(address, path, init),
    redrive: (selection) =>
      json(`${letters}/redrive`, {
        ...post(selection),
        // As many messages as it takes, each until the log has it.
        signal: AbortSignal.timeout(600_000),
      }),
  };
}

function droppedText(upTo: string): string {
  return (
    `events received up to ${upTo} were dropped by retention, so what was known then is told by the others alone;\n` +
    "`tidemark import` of their archives brings them back (`tidemark retention` says where they are)"
  );
}

function questionPath(path: readonly string[], parameters: QuestionParameters): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) said.set(name, value);
  const query = said.size === 0 ? "" : `?${said.toString()}`;
  return `/api/v1/${path.map(encodeURIComponent).join("/")}${query}`;
}

function post(body: Readonly<Record<string, unknown>>): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

/** `look` sees answers that are errors too. */
async function ask(
  { url, apiKey }: CollectorAddress,
  path: string,
  init: RequestInit = {},
  look: (response: Response) => void = () => undefined,
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (apiKey !== undefined) headers.set("authorization", `Bearer ${apiKey}`);
  const response = await reach(`${url.replace(/\/+$/, "")}${path}`, {
    signal: AbortSignal.timeout(answerWithinMs),
    ...init,
    headers,
  });
  look(response);
  if (response.ok) return response;
  const { code, message, action, candidates } = await errorOf(response);
  if (response.status === 401) {
    const advice = apiKey === undefined ? "set TIDEMARK_API_KEY" : "TIDEMARK_API_KEY is none of its keys";
    throw new Failure(`the collector at ${url} wants an API key: ${advice}`);
  }
  if (candidates.length > 0) throw new RefusedFailure(whichText(response.status, candidates), code);
  if (code === "unknown_name") throw new RefusedFailure(`${message}\n\`tidemark search\` finds what there is.`, code);
  throw new RefusedFailure(`${message} (${response.status})${action === "" ? "" : `; ${action}`}`, code);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { origin } = new URL(url);
    if (error instanceof Error && error.name === "TimeoutError")
      throw new Failure(`the collector at ${origin} does not answer`);
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message || error.message : String(error);
    throw new Failure(
      `no collector can be reached at ${origin}: ${cause}\nStart one with \`tidemark up\`, or say where it is with --url or TIDEMARK_URL.`,
    );
  }
}

/** Several have the name that was asked for; or none, and these are like it. */
function whichText(status: number, candidates: readonly string[]): string {
  const question = status === 409 ? "several have this name; say which" : "nothing has this name; did you mean";
  return [`${question}:`, ...candidates.map((each) => `  ${each}`)].join("\n");
}

interface ErrorTexts {
  readonly code: string;
  readonly message: string;
  readonly action: string;
  /** As `namespace/name`. */
  readonly candidates: readonly string[];
}

async function errorOf(response: Response): Promise<ErrorTexts> {
  const body: unknown = await response.json().catch(() => undefined);
  const text = (key: string): string => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, key) : undefined;
    return typeof value === "string" ? plainText(value) : "";
  };
  return {
    code: text("code"),
    message: text("message") || "what answers there is no collector of Tidemark",
    action: text("action"),
    candidates: candidatesOf(body),
  };
}

function candidatesOf(body: unknown): readonly string[] {
  const candidates: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "candidates") : undefined;
  if (!Array.isArray(candidates)) return [];
  return candidates.map((each: { readonly namespace: unknown; readonly name: unknown }) =>
    plainText(`${String(each.namespace)}/${String(each.name)}`),
  );
}
