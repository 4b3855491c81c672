import type { Channel } from "#signals/expectations/channel.ts";
import type { Message } from "../message/message.ts";
import { clipped, plainText } from "../message/plain-text.ts";
import { postJson } from "./post-json.ts";
import { withSecret } from "./sender.ts";
import type { Sender, SenderEnvironment } from "./sender.ts";

type OpsgenieChannel = Extract<Channel, { readonly type: "opsgenie" }>;

/**
 * Opsgenie, Alert API: https://docs.opsgenie.com/docs/alert-api. The alias is the incident: while an alert with it is open, creating
 * it again counts it up and wakes nobody.
 */
export function opsgenieSender(channel: OpsgenieChannel, environment: SenderEnvironment): Sender {
  const base = `${environment.endpoints.opsgenie[channel.region]}/v2/alerts`;
  return (message, thread, signal) =>
    withSecret(environment, channel.apiKey, async (key) => {
      const alias = `tidemark-${thread.id}`;
      const { path, body } = requestOf(message, alias, channel);
      const headers = { authorization: `GenieKey ${key}` };
      const answer = await postJson({ url: `${base}${path}`, headers, body: JSON.stringify(body) }, signal);
      return answer.kind === "ok" ? { kind: "delivered", receipt: alias } : answer;
    });
}

function requestOf(
  message: Message,
  alias: string,
  channel: OpsgenieChannel,
): { readonly path: string; readonly body: object } {
  const ofAlert = (action: string): string => `/${encodeURIComponent(alias)}/${action}?identifierType=alias`;
  const said = { source: "Tidemark", note: clipped(plainText(message), 25_000) };
  switch (message.notice) {
    case "acknowledged":
      return { path: ofAlert("acknowledge"), body: said };
    case "resolved":
    case "merged":
      return { path: ofAlert("close"), body: said };
    case "updated":
      return { path: ofAlert("notes"), body: said };
    default:
      return { path: "", body: alertOf(message, alias, channel) };
  }
}

function alertOf(message: Message, alias: string, { team }: OpsgenieChannel): object {
  const { headline, severity, cause, owner, incident } = message;
  return {
    message: clipped(headline, 130),
    alias,
    description: clipped(plainText(message), 15_000),
    priority: priorities[severity],
    source: "Tidemark",
    entity: clipped(`${cause.namespace}/${cause.name}`, 512),
    tags: ["tidemark", severity],
    details: { incident, cause: cause.kind, ...(owner === null ? {} : { owner }) },
    ...(team === undefined ? {} : { responders: [{ type: "team", name: team }] }),
  };
}

const priorities = { info: "P5", warning: "P3", error: "P2", critical: "P1" } as const;
