import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { archiveFormats, compressions } from "#store/archive/archive-encoding.ts";
import { readArchivedEvent } from "#store/archive/archived-event.ts";
import type { ArchivedEvent } from "#store/archive/archived-event.ts";
import { microsOf } from "#store/archive/archive-time.ts";
import { decodeRows } from "#store/archive/row-binary-cursor.ts";
import { archiveTimes } from "#store/archive/slice.ts";
import type { ArchiveDesk } from "../archive/archive-desk.ts";
import { receptionChoices } from "../archive/importer.ts";
import { bearerKey } from "../key-ring.ts";
import { sendError } from "./answers.ts";
import { readBody } from "./body.ts";
import type { BodyLimits } from "./body.ts";
import { problems } from "./json-body.ts";

/** Rows of the file that is sent. */
export const rowsHeader = "tidemark-rows";

const time = z.iso.datetime().transform(microsOf);
const flag = z.stringbool().default(false);
const range = { time: z.enum(archiveTimes).default("received"), from: time, to: time };
const slicesParameters = z.strictObject({ ...range, whole: z.string().max(200).optional() });
const fileParameters = z.strictObject({
  ...range,
  format: z.enum(archiveFormats),
  compression: z.enum(compressions).default("none"),
  payloadOnly: flag,
  events: z.coerce.number().int().min(0).default(0),
});
const importParameters = z.strictObject({ reception: z.enum(receptionChoices).default("archived"), dryRun: flag });

export interface ArchiveRouteOptions {
  readonly limits: BodyLimits;
  /** Whether any sender may say when an event was received; the owner may in any case. */
  readonly allowBackdating: boolean;
  /** Of the owner of the data directory; see `OwnerFile`. */
  readonly ownerKey: string;
}

/** What `tidemark export` and `tidemark import` ask of a running collector. */
export function registerArchiveRoutes(app: FastifyInstance, desk: ArchiveDesk, options: ArchiveRouteOptions): void {
  const path = "/api/v1/archive";

  app.get(`${path}/slices`, async (request, reply) => {
    const parameters = slicesParameters.safeParse(request.query);
    if (!parameters.success) return sendError(reply, "invalid_parameter", problems(parameters.error));
    const { whole, ...asked } = parameters.data;
    const slices = whole === undefined ? await desk.slices(asked) : [await desk.whole(asked, whole)];
    return { schemaVersion: desk.schemaVersion, slices };
  });

  app.get(`${path}/file`, async (request, reply) => {
    const parameters = fileParameters.safeParse(request.query);
    if (!parameters.success) return sendError(reply, "invalid_parameter", problems(parameters.error));
    const { format, compression, payloadOnly, ...slice } = parameters.data;
    const encoding = { format, compression, payloadOnly };
    const file = await desk.file({ ...slice, name: "" }, encoding, abandoned(reply));
    const stream = createReadStream(file.path);
    stream.once("close", () => void file.remove());
    return reply
      .type("application/octet-stream")
      .header("content-length", (await stat(file.path)).size)
      .header("x-content-type-options", "nosniff")
      .header(rowsHeader, file.rows)
      .send(stream);
  });

  app.post(`${path}/events`, async (request, reply) => {
    const parameters = importParameters.safeParse(request.query);
    if (!parameters.success) return sendError(reply, "invalid_parameter", problems(parameters.error));
    const mayBackdate = options.allowBackdating || bearerKey(request.headers.authorization) === options.ownerKey;
    if (parameters.data.reception !== "now" && !mayBackdate) return sendError(reply, "backdating_disabled");
    return importBody(request, reply, options.limits, (events) => desk.import(events, parameters.data));
  });
}

async function importBody(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: BodyLimits,
  work: (events: readonly ArchivedEvent[]) => Promise<unknown>,
): Promise<FastifyReply> {
  const body = await readBody(request.raw, limits);
  if (body.kind === "refused") return sendError(reply, body.code, body.detail);
  if (body.kind === "aborted") return reply.hijack();
  try {
    const events = await eventsOf(body.bytes);
    if (events === undefined) return await sendError(reply, "bad_request", "these are not rows of an archive");
    return await reply.send(await work(events));
  } finally {
    limits.budget.give(body.bytes.length);
  }
}

/** Undefined when the bytes are not what `writeArchivedEvent` writes. */
async function eventsOf(bytes: Buffer): Promise<readonly ArchivedEvent[] | undefined> {
  const events: ArchivedEvent[] = [];
  try {
    for await (const rows of decodeRows(once(bytes), readArchivedEvent)) events.push(...rows);
    return events;
  } catch {
    return undefined;
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Aborted when whoever asked has gone, or has the answer. */
function abandoned(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return gone.signal;
}
