import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { AskFailure } from "#query/ask.ts";
import type { Ask } from "#query/ask.ts";
import { selectPage } from "#query/list.ts";
import { incidents } from "#query/lists/incidents.ts";
import type { IncidentItem } from "#query/lists/incidents.ts";
import { recordAction } from "#store/incidents/record-action.ts";
import type { IncidentAction } from "#store/incidents/record-action.ts";
import type { Store } from "#store/store.ts";
import { withNamed } from "./api/thing-endpoints.ts";
import type { Answered } from "./api/endpoint.ts";
import { acknowledgeBody, snoozeBody, subjectSnoozeBody } from "./api/incident-actions.ts";
import type { BodyLimits } from "./body.ts";
import { readJson } from "./json-body.ts";
import { sendProblem, storeProblem } from "./problem-answers.ts";

export interface IncidentDesk {
  readonly store: Pick<Store, "insert">;
  /** Asks the read views, until the signal. */
  readonly asking: (signal: AbortSignal) => Ask;
  /** The name of the key that a request has. */
  readonly holderOf: (request: FastifyRequest) => string | undefined;
}

const longestSnoozeMs = 90 * 86_400_000;

/** What people do about incidents, by whoever may send events. The watcher takes it up with its next evaluation. */
export function registerIncidentRoutes(app: FastifyInstance, desk: IncidentDesk, limits: BodyLimits): void {
  const ask = desk.asking(new AbortController().signal);
  const who = (request: FastifyRequest, said: string | undefined): string =>
    said ?? desk.holderOf(request) ?? "somebody";
  const act = (id: string, action: IncidentAction): Promise<Answered<IncidentItem>> => {
    return withOpen(ask, id, async () => {
      await recordAction(desk.store, action, Date.now());
      return withOpen(ask, id, async (incident) => ({ kind: "ok", value: incident }));
    });
  };

  app.post("/api/v1/incidents/:id/acknowledge", async (request, reply) => {
    const asked = await readJson(request, reply, limits, acknowledgeBody);
    if (asked === undefined) return reply;
    const id = idIn(request.params);
    return answer(reply, () => act(id, { kind: "acknowledged", incident: id, by: who(request, asked.by) }));
  });

  app.post("/api/v1/incidents/:id/snooze", async (request, reply) => {
    const asked = await readJson(request, reply, limits, snoozeBody);
    if (asked === undefined) return reply;
    const id = idIn(request.params);
    return answer(reply, () =>
      within(asked.until, (end) =>
        act(id, {
          kind: "snoozed",
          incident: id,
          subject: undefined,
          until: end,
          by: who(request, asked.by),
          reason: asked.reason,
        }),
      ),
    );
  });

  app.post("/api/v1/snoozes", async (request, reply) => {
    const asked = await readJson(request, reply, limits, subjectSnoozeBody);
    if (asked === undefined) return reply;
    const kind = asked.dataset === undefined ? "job" : "dataset";
    const typed = asked.dataset ?? asked.job ?? "";
    return answer(reply, () =>
      within(asked.until, (end) =>
        withNamed(ask, `${kind}s`, typed, undefined, async (_, canonical) => {
          const subject = { kind, ...canonical } as const;
          const { reason: why } = asked;
          const action = {
            kind: "snoozed",
            incident: "",
            subject,
            until: end,
            by: who(request, asked.by),
            reason: why,
          } as const;
          await recordAction(desk.store, action, Date.now());
          return { kind: "ok", value: { subject, until: new Date(end).toISOString() } };
        }),
      ),
    );
  });
}

async function answer(reply: FastifyReply, act: () => Promise<Answered<unknown>>): Promise<unknown> {
  const answered = await act().catch((error: unknown) => {
    if (!(error instanceof AskFailure)) throw error;
    return storeProblem(error);
  });
  return answered.kind === "ok" ? answered.value : sendProblem(reply, answered);
}

function idIn(params: unknown): string {
  const parsed = z.object({ id: z.string() }).safeParse(params);
  return parsed.success ? parsed.data.id : "";
}

async function withOpen<A>(
  ask: Ask,
  id: string,
  next: (incident: IncidentItem) => Promise<Answered<A>>,
): Promise<Answered<A>> {
  const { items } = await selectPage(ask, incidents, { id }, { limit: 1 });
  const [incident] = items;
  if (incident === undefined) return { kind: "error", code: "unknown_name", detail: `no incident ${id.slice(0, 50)}` };
  if (incident.state !== "resolved") return next(incident);
  const { mergedInto } = incident;
  const detail = mergedInto === null ? "the incident is over" : `the incident is part of ${mergedInto} now`;
  return { kind: "error", code: "invalid_parameter", detail };
}

async function within<A>(text: string, next: (until: number) => Promise<Answered<A>>): Promise<Answered<A>> {
  const end = Date.parse(text);
  if (end <= Date.now() + longestSnoozeMs) return next(Math.max(end, Date.now()));
  return { kind: "error", code: "invalid_parameter", detail: "until is more than 90 days from now" };
}
