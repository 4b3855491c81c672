import type { z } from "zod";
import { plainCalendar } from "../../calendar/business-calendar.ts";
import type { Channel, ChannelCommon, ChannelTarget, QuietHours } from "../channel.ts";
import type { channel } from "../schema/channels.ts";
import { dayRuleOf } from "../build/day-rule.ts";
import type { Item } from "./parse-file.ts";
import type { Surroundings } from "./surroundings.ts";

type Written = z.output<typeof channel>;

export function channelOf({ name, value: written, position }: Item<Written>, around: Surroundings): Channel {
  const common: ChannelCommon = {
    name,
    position,
    minSeverity: written.min_severity ?? "info",
    budget:
      written.budget === undefined
        ? undefined
        : { notifications: written.budget.notifications, perMs: written.budget.per },
    quietHours: quietHoursOf(written.quiet_hours, around),
    sendResolved: written.send_resolved ?? true,
  };
  return { ...common, ...targetOf(written) };
}

function quietHoursOf(written: Written["quiet_hours"], { timeZone, calendars }: Surroundings): QuietHours | undefined {
  if (written === undefined) return undefined;
  return {
    between: written.between,
    days: dayRuleOf(written),
    timeZone: written.timezone ?? timeZone,
    calendar: calendars.get(written.calendar ?? "")?.calendar ?? plainCalendar,
    fromSeverity: written.from_severity ?? "critical",
  };
}

function targetOf(written: Written): ChannelTarget {
  switch (written.type) {
    case "slack":
      return slackOf(written);
    case "pagerduty":
      return { type: written.type, routingKey: written.routing_key, region: written.region ?? "us" };
    case "opsgenie":
      return { type: written.type, apiKey: written.api_key, region: written.region ?? "us", team: written.team };
    case "email": {
      const { host, port, tls = "starttls", user, password } = written.smtp;
      const smtp = { host, port: port ?? (tls === "implicit" ? 465 : 587), tls, user, password };
      return { type: written.type, to: written.to, from: written.from, smtp };
    }
    case "teams":
      return { type: written.type, webhookUrl: written.webhook_url };
    case "webhook":
      return {
        type: written.type,
        url: written.url,
        signingSecret: written.signing_secret,
        headers: written.headers ?? {},
      };
    default:
      return { type: written.type };
  }
}

/** One of the two is there: the schema sees to it. */
function slackOf(written: Extract<Written, { readonly type: "slack" }>): ChannelTarget {
  const { webhook_url: webhookUrl, token, channel: posted = "" } = written;
  if (webhookUrl !== undefined) return { type: "slack", webhookUrl };
  if (token === undefined) throw new TypeError("a slack channel has neither webhook_url nor token");
  return { type: "slack", token, channel: posted };
}
