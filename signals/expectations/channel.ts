import type { DaySpan } from "../calendar/schedule.ts";
import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { DayRule } from "../calendar/day-rule.ts";
import type { Position } from "./problem.ts";
import type { Severity } from "./schema/forms.ts";
import type { SecretReference } from "./values/secret-reference.ts";

/** Where notifications go. Secrets are references: `readSecret` reads them when they are needed. */
export type Channel = ChannelCommon & ChannelTarget;

export interface ChannelCommon {
  readonly name: string;
  readonly position: Position;
  /** Takes nothing less severe. */
  readonly minSeverity: Severity;
  /** At most so many notifications in so long; undefined: any number. */
  readonly budget: { readonly notifications: number; readonly perMs: number } | undefined;
  readonly quietHours: QuietHours | undefined;
  readonly sendResolved: boolean;
}

/** When only what is severe enough is sent at once. */
export interface QuietHours {
  readonly between: DaySpan;
  readonly days: DayRule;
  readonly timeZone: string;
  readonly calendar: BusinessCalendar;
  readonly fromSeverity: Severity;
}

export type ChannelTarget =
  | { readonly type: "slack"; readonly webhookUrl: SecretReference }
  | { readonly type: "slack"; readonly token: SecretReference; readonly channel: string }
  | { readonly type: "pagerduty"; readonly routingKey: SecretReference; readonly region: "us" | "eu" }
  | {
      readonly type: "opsgenie";
      readonly apiKey: SecretReference;
      readonly region: "us" | "eu";
      readonly team: string | undefined;
    }
  | { readonly type: "email"; readonly to: readonly string[]; readonly from: string; readonly smtp: Smtp }
  | { readonly type: "teams"; readonly webhookUrl: SecretReference }
  | {
      readonly type: "webhook";
      readonly url: SecretReference | string;
      readonly signingSecret: SecretReference | undefined;
      readonly headers: Readonly<Record<string, SecretReference>>;
    }
  | { readonly type: "stdout" };

export interface Smtp {
  readonly host: string;
  readonly port: number;
  /** `starttls`: required, not merely offered. */
  readonly tls: "starttls" | "implicit" | "none";
  readonly user: string | undefined;
  readonly password: SecretReference | undefined;
}
