import type { Channel } from "#signals/expectations/channel.ts";
import type { Message } from "../message/message.ts";
import { clipped } from "../message/plain-text.ts";
import { postJson } from "./post-json.ts";
import { withSecret } from "./sender.ts";
import type { Sender, SenderEnvironment } from "./sender.ts";

/**
 * PagerDuty, Events API v2: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/. All events of an incident have one
 * `dedup_key`, so an event that is sent twice is one alert there.
 */
export function pagerdutySender(
  channel: Extract<Channel, { readonly type: "pagerduty" }>,
  environment: SenderEnvironment,
): Sender {
  const url = `${environment.endpoints.pagerduty[channel.region]}/v2/enqueue`;
  return (message, thread, signal) =>
    withSecret(environment, channel.routingKey, async (routingKey) => {
      const event = { routing_key: routingKey, dedup_key: `tidemark/${thread.id}`, ...eventOf(message) };
      const answer = await postJson({ url, body: JSON.stringify(event) }, signal);
      return answer.kind === "ok" ? { kind: "delivered", receipt: event.dedup_key } : answer;
    });
}

function eventOf(message: Message): object {
  switch (message.notice) {
    case "acknowledged":
      return { event_action: "acknowledge" };
    case "resolved":
    case "merged":
      return { event_action: "resolve" };
    default:
      return triggerOf(message);
  }
}

function triggerOf({ headline, severity, at, facts, links, commands, cause, owner }: Message): object {
  return {
    event_action: "trigger",
    client: "Tidemark",
    payload: {
      summary: clipped(headline, 1024),
      source: clipped(`${cause.namespace}/${cause.name}`, 1024),
      severity,
      timestamp: new Date(at).toISOString(),
      component: cause.name,
      group: owner ?? "",
      class: cause.kind,
      custom_details: {
        ...Object.fromEntries(facts.map(({ label, lines }) => [label, lines.join("\n")])),
        Commands: commands.join("\n"),
      },
    },
    links: links.map(({ label, url }) => ({ href: url, text: label })),
  };
}
