import type { Severity } from "#signals/expectations/schema/forms.ts";
import type { SignalName, Subject, Verdict } from "#signals/verdict.ts";
import type { HoldReason, Notice } from "./incident.ts";

/** One thing that happened to an incident. All there is to know of incidents is folded from these. */
export type LogEntry = { readonly incident: string; readonly at: number } & Happening;

export type Happening =
  | ({ readonly kind: "opened" | "reopened"; readonly verdict: Verdict } & Facts)
  | { readonly kind: "joined" | "updated"; readonly verdict: Verdict }
  | { readonly kind: "left"; readonly member: string; readonly why: LeaveReason }
  /** The cause was found further up, or was taken over from another incident. */
  | ({ readonly kind: "moved"; readonly signal: SignalName } & Facts)
  | { readonly kind: "raised"; readonly severity: Severity }
  | { readonly kind: "merged"; readonly into: string }
  | { readonly kind: "resolved" }
  | { readonly kind: "acknowledged"; readonly by: string }
  /** Of an incident, or of a subject, with an empty incident. */
  | {
      readonly kind: "snoozed";
      readonly subject: Subject | undefined;
      readonly until: number;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly kind: "escalated"; readonly step: number }
  | { readonly kind: "held_back"; readonly channel: string; readonly notice: Notice; readonly why: HoldReason }
  /** Before it is sent: what was begun is ended by whoever finds it. */
  | { readonly kind: "notifying"; readonly channel: string; readonly notice: Notice }
  | {
      readonly kind: "notified";
      readonly channel: string;
      readonly notice: Notice;
      readonly title: string;
      readonly receipt: string;
    }
  | {
      readonly kind: "delivery_failed";
      readonly channel: string;
      readonly notice: Notice;
      readonly why: string;
      readonly attempt: number;
      /** When it is tried again; null: never. */
      readonly retryAt: number | null;
    };

/** What an incident is about, as far as it is known when it is written. */
export interface Facts {
  readonly cause: Subject;
  readonly severity: Severity;
  readonly notifyAt: number;
  readonly title: string;
  readonly owner: string;
  /** Datasets downstream of the cause. */
  readonly blastRadius: number;
}

export type LeaveReason = "recovered" | "excused" | "not_judged" | "merged";
