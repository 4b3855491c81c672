import type { Channel } from "#signals/expectations/channel.ts";
import { teamsCard } from "../message/teams-card.ts";
import { postJson } from "./post-json.ts";
import { withSecret } from "./sender.ts";
import type { Sender, SenderEnvironment } from "./sender.ts";

/**
 * Microsoft Teams, by a workflow "post to a channel when a webhook request is received":
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using. Workflows take adaptive cards
 * only, and cannot thread.
 */
export function teamsSender(
  channel: Extract<Channel, { readonly type: "teams" }>,
  environment: SenderEnvironment,
): Sender {
  return (message, _thread, signal) =>
    withSecret(environment, channel.webhookUrl, async (url) => {
      const attachment = {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: teamsCard(message),
      };
      const answer = await postJson(
        { url, body: JSON.stringify({ type: "message", attachments: [attachment] }) },
        signal,
      );
      return answer.kind === "ok" ? { kind: "delivered", receipt: "" } : answer;
    });
}
