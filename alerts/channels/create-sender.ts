import type { Channel } from "#signals/expectations/channel.ts";
import { emailSender } from "./email.ts";
import { opsgenieSender } from "./opsgenie.ts";
import { pagerdutySender } from "./pagerduty.ts";
import type { Sender, SenderEnvironment } from "./sender.ts";
import { slackSender } from "./slack.ts";
import { stdoutSender } from "./stdout.ts";
import { teamsSender } from "./teams.ts";
import { webhookSender } from "./webhook.ts";

export function createSender(channel: Channel, environment: SenderEnvironment): Sender {
  switch (channel.type) {
    case "slack":
      return slackSender(channel, environment);
    case "pagerduty":
      return pagerdutySender(channel, environment);
    case "opsgenie":
      return opsgenieSender(channel, environment);
    case "email":
      return emailSender(channel, environment);
    case "teams":
      return teamsSender(channel, environment);
    case "webhook":
      return webhookSender(channel, environment);
    default:
      return stdoutSender(environment);
  }
}
