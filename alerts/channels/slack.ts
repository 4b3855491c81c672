import type { Channel } from "#signals/expectations/channel.ts";
import { slackBlocks } from "../message/slack-blocks.ts";
import { clipped, plainText } from "../message/plain-text.ts";
import type { Message } from "../message/message.ts";
import { isWaking } from "../incidents/ledger.ts";
import { postJson } from "./post-json.ts";
import { withSecret } from "./sender.ts";
import type { Outcome, Sender, SenderEnvironment, Thread } from "./sender.ts";

type SlackChannel = Extract<Channel, { readonly type: "slack" }>;

/**
 * Slack: an incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks), which can post and no
 * more; or a bot (https://docs.slack.dev/reference/methods/chat.postMessage), which threads what comes later to the first message,
 * and at the end writes over the first (https://docs.slack.dev/reference/methods/chat.update), so that who scrolls by sees it is over.
 */
export function slackSender(channel: SlackChannel, environment: SenderEnvironment): Sender {
  if (!("token" in channel)) {
    return (message, _thread, signal) =>
      withSecret(environment, channel.webhookUrl, async (url) => {
        const answer = await postJson({ url, body: JSON.stringify(contentOf(message)) }, signal);
        return answer.kind === "ok" ? { kind: "delivered", receipt: "" } : answer;
      });
  }
  return (message, thread, signal) =>
    withSecret(environment, channel.token, (token) => {
      const call = (method: string, body: object): Promise<Outcome> =>
        callSlack(`${environment.endpoints.slack}/${method}`, token, body, signal);
      return post(channel.channel, message, thread, call);
    });
}

type Call = (method: string, body: object) => Promise<Outcome>;

async function post(channel: string, message: Message, { receipt }: Thread, call: Call): Promise<Outcome> {
  const first = receipt === undefined || receipt === "" ? undefined : placeOf(receipt);
  const content = contentOf(message);
  if (first === undefined) return call("chat.postMessage", { channel, ...content, ...plain });
  const reply = await call("chat.postMessage", {
    channel: first.channel,
    thread_ts: first.ts,
    // What wakes people is shown in the channel too, not in the thread alone.
    ...(isWaking(message.notice) ? { reply_broadcast: true } : {}),
    ...content,
    ...plain,
  });
  const isOver = message.notice === "resolved" || message.notice === "merged";
  // The thread has it already: that the first message is not written over is a pity, no failure.
  if (isOver && reply.kind === "delivered")
    await call("chat.update", { channel: first.channel, ts: first.ts, ...content });
  return reply;
}

/** No previews of links. */
const plain = { unfurl_links: false, unfurl_media: false };

function contentOf(message: Message): object {
  // What notifications and screen readers show. At most 4,000 characters are advised.
  return {
    text: clipped(message.notice === "opened" ? message.headline : plainText(message), 3000),
    blocks: slackBlocks(message),
  };
}

/** Slack answers 200 for failures too, and says which in `error`. */
async function callSlack(url: string, token: string, body: object, signal: AbortSignal): Promise<Outcome> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await postJson({ url, headers, body: JSON.stringify(body) }, signal);
  if (answer.kind !== "ok") return answer;
  const said = parsed(answer.text);
  if (said?.["ok"] === true) return { kind: "delivered", receipt: `${text(said["channel"])} ${text(said["ts"])}` };
  const error = text(said?.["error"]) || "no JSON in the answer";
  return temporary.has(error) ? { kind: "retry", why: error, afterMs: undefined } : { kind: "refused", why: error };
}

/** Errors of chat.postMessage that pass. */
const temporary: ReadonlySet<string> = new Set([
  "ratelimited",
  "rate_limited",
  "internal_error",
  "fatal_error",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
]);

function placeOf(receipt: string): { readonly channel: string; readonly ts: string } | undefined {
  const [channel, ts] = receipt.split(" ");
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
