import { createHash, createHmac } from "node:crypto";
import type { Channel } from "#signals/expectations/channel.ts";
import type { Message } from "../message/message.ts";
import { plainText } from "../message/plain-text.ts";
import { postJson } from "./post-json.ts";
import type { Outcome, Sender, SenderEnvironment } from "./sender.ts";

type WebhookChannel = Extract<Channel, { readonly type: "webhook" }>;

/**
 * A webhook of whoever wants one, signed as Standard Webhooks 1.0 say
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md), so that their libraries check it. The
 * `webhook-id` is the same whenever this notification is sent: who has seen it answers 200 and does no more.
 */
export function webhookSender(channel: WebhookChannel, environment: SenderEnvironment): Sender {
  return async (message, thread, signal) => {
    const settings = readSettings(channel, environment);
    if (settings.kind === "refused") return settings;
    const id = webhookId(message.key);
    const timestamp = String(Math.floor(environment.now() / 1000));
    const body = JSON.stringify(bodyOf(message, thread.id));
    const { url, headers, signingSecret } = settings;
    const signature =
      signingSecret === undefined ? {} : { "webhook-signature": signatureOf(signingSecret, id, timestamp, body) };
    const all = { ...headers, "webhook-id": id, "webhook-timestamp": timestamp, ...signature };
    const answer = await postJson({ url, headers: all, body }, signal);
    return answer.kind === "ok" ? { kind: "delivered", receipt: thread.id } : answer;
  };
}

interface Settings {
  readonly kind: "ok";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signingSecret: string | undefined;
}

function readSettings(
  { url, headers, signingSecret }: WebhookChannel,
  { secret }: SenderEnvironment,
): Settings | Extract<Outcome, { kind: "refused" }> {
  const read: Record<string, string> = {};
  for (const [name, reference] of Object.entries(headers)) {
    const value = secret(reference);
    if (value.kind === "missing") return { kind: "refused", why: value.why };
    read[name.toLowerCase()] = value.value;
  }
  const address = typeof url === "string" ? ({ kind: "ok", value: url } as const) : secret(url);
  if (address.kind === "missing") return { kind: "refused", why: address.why };
  if (signingSecret === undefined) return { kind: "ok", url: address.value, headers: read, signingSecret: undefined };
  const key = secret(signingSecret);
  if (key.kind === "missing") return { kind: "refused", why: key.why };
  return { kind: "ok", url: address.value, headers: read, signingSecret: key.value };
}

/** Without a dot, which separates what is signed. */
function webhookId(key: string): string {
  return `msg_${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}

/** A secret that begins with `whsec_` is base64; any other is taken as it is. */
export function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function bodyOf(message: Message, thread: string): object {
  const { notice, at, incident, severity, headline, cause, owner, facts, links, commands } = message;
  return {
    type: `incident.${notice}`,
    timestamp: new Date(at).toISOString(),
    data: { incident, thread, severity, headline, cause, owner, facts, links, commands, text: plainText(message) },
  };
}
