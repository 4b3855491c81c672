import type { Severity } from "#signals/expectations/schema/forms.ts";
import type { NoticeKind } from "../incidents/incident.ts";
import type { Link } from "./links.ts";

/** What a channel is told, before it is put into the channel's own form. */
export interface Message {
  /** Of the incident. */
  readonly incident: string;
  readonly notice: NoticeKind;
  /** The same each time this notification is sent to this channel. */
  readonly key: string;
  readonly severity: Severity;
  readonly at: number;
  /** Says it all: what, how late or far off, how many it hurts. */
  readonly headline: string;
  /** In their order, the most urgent first. */
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
  /** The commands that acknowledge and silence it; none when it is over. */
  readonly commands: readonly string[];
  /** What it is about, for programs. */
  readonly cause: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly owner: string | null;
}

export interface Fact {
  readonly label: string;
  /** One or several. */
  readonly lines: readonly string[];
}
