import { z } from "zod";
import { daySpan, days, duration, keys, secret, severity, timeZone, word } from "./forms.ts";

/** At most so many notifications in so long; what is held back is listed, not lost. */
const budget = keys({
  notifications: z
    .int()
    .min(1)
    .meta({ description: "At most so many …", examples: [20] }),
  per: duration.meta({ description: "… in so long.", examples: ["1h"] }),
});

const quietHours = keys({
  between: daySpan.meta({ description: "When only the most severe is sent.", examples: ["22:00-07:00"] }),
  on: days.meta({ description: "On these days; every day when left out." }).optional(),
  timezone: timeZone.optional(),
  calendar: word.optional(),
  from_severity: severity.meta({ description: "Sent even so; `critical` when left out." }).optional(),
});

const common = {
  description: z.string().max(2000).optional(),
  min_severity: severity.meta({ description: "Takes nothing less severe." }).optional(),
  budget: budget.meta({ description: "Alert budget: what is more is held back and listed." }).optional(),
  quiet_hours: quietHours
    .meta({ description: "When only the most severe is sent; the rest waits for their end." })
    .optional(),
  send_resolved: z
    .boolean()
    .meta({ description: "Whether the end of an incident is told; true when left out." })
    .optional(),
} as const;

const url = z.string({ error: "takes a URL, https://…" }).refine((text) => isPlainUrl(text), {
  error: "takes a URL, https://…, without user, password or query; one with a secret in it as `${env:NAME}`",
});
const secretUrl = secret.meta({ description: "The URL, which is a secret.", examples: ["${env:SLACK_WEBHOOK_URL}"] });
const address = z.email({ error: "takes an address such as data@example.com" });
const addresses = z.union([address.transform((each) => [each]), z.array(address).min(1).max(50)]);
const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, { error: "is no name of an HTTP header" });

/** A URL in which nothing can be hidden that opens a door. */
function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hostname } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return false;
  return username === "" && password === "" && search === "" && !secretHosts.test(hostname);
}

/** Their paths are the secret. */
const secretHosts = /(?:^|\.)(?:hooks\.slack\.com|webhook\.office\.com|logic\.azure\.com|discord(?:app)?\.com)$/;

const slack = keys({
  type: z.literal("slack"),
  webhook_url: secretUrl.optional(),
  token: secret
    .meta({
      description: "Token of a bot, which can thread later messages to the first.",
      examples: ["${env:SLACK_TOKEN}"],
    })
    .optional(),
  channel: z
    .string()
    .min(1)
    .meta({ description: "Where the bot posts: name or id.", examples: ["#data-alerts"] })
    .optional(),
  ...common,
}).check(({ value, issues }) => {
  if ((value.webhook_url === undefined) === (value.token === undefined)) {
    issues.push({ code: "custom", message: "takes `webhook_url`, or `token` and `channel`", input: value });
  } else if (value.token !== undefined && value.channel === undefined) {
    issues.push({ code: "custom", message: "takes `channel` with `token`", input: value });
  }
});

const region = z.enum(["us", "eu"]).meta({ description: "Where the account is; `us` when left out." }).optional();

const pagerduty = keys({
  type: z.literal("pagerduty"),
  routing_key: secret.meta({ description: "Integration key of the service (Events API v2)." }),
  region,
  ...common,
});

const opsgenie = keys({
  type: z.literal("opsgenie"),
  api_key: secret.meta({ description: "Key of an API integration." }),
  region,
  team: z.string().min(1).meta({ description: "Team that answers." }).optional(),
  ...common,
});

const smtp = keys({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).meta({ description: "587 when left out; 465 with `tls: implicit`." }).optional(),
  tls: z
    .enum(["starttls", "implicit", "none"])
    .meta({ description: "`starttls` when left out, and then it is required." })
    .optional(),
  user: z.string().min(1).optional(),
  password: secret.optional(),
});

const email = keys({
  type: z.literal("email"),
  to: addresses,
  from: address,
  smtp,
  ...common,
});

const teams = keys({ type: z.literal("teams"), webhook_url: secretUrl, ...common });

const webhook = keys({
  type: z.literal("webhook"),
  url: z
    .union([secret, url])
    .meta({ description: "Where it is posted.", examples: ["https://example.com/hook", "${env:HOOK_URL}"] }),
  signing_secret: secret.meta({ description: "Each request is signed with it (HMAC-SHA256)." }).optional(),
  headers: z
    .record(headerName, secret)
    .meta({
      description: "Headers with secrets, such as a token.",
      examples: [{ Authorization: "${env:HOOK_AUTHORIZATION}" }],
    })
    .optional(),
  ...common,
});

const stdout = keys({ type: z.literal("stdout"), ...common });

export const channel = z.discriminatedUnion("type", [slack, pagerduty, opsgenie, email, teams, webhook, stdout]);
