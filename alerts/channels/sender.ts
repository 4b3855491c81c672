import type { SecretReference, SecretValue } from "#signals/expectations/values/secret-reference.ts";
import type { Message } from "../message/message.ts";

/** What became of one attempt to tell a channel. */
export type Outcome =
  /** `receipt`: what later messages need to thread to this one. */
  | { readonly kind: "delivered"; readonly receipt: string }
  /** Worth another try, not before `afterMs` where the channel says so. */
  | { readonly kind: "retry"; readonly why: string; readonly afterMs: number | undefined }
  /** Trying again gives the same. */
  | { readonly kind: "refused"; readonly why: string };

/** Under which name a channel knows the incident, and what it gave for the first message of it. */
export interface Thread {
  readonly id: string;
  readonly receipt: string | undefined;
}

/** One channel. It never throws, and what it says never holds a secret. */
export type Sender = (message: Message, thread: Thread, signal: AbortSignal) => Promise<Outcome>;

/** What senders need of the world. */
export interface SenderEnvironment {
  readonly secret: (reference: SecretReference) => SecretValue;
  readonly endpoints: Endpoints;
  readonly print: (text: string) => void;
  readonly now: () => number;
}

/** Where vendors listen, without a slash at the end. */
export interface Endpoints {
  readonly slack: string;
  readonly pagerduty: Readonly<Record<"us" | "eu", string>>;
  readonly opsgenie: Readonly<Record<"us" | "eu", string>>;
}

export const vendorEndpoints: Endpoints = {
  slack: "https://slack.com/api",
  pagerduty: { us: "https://events.pagerduty.com", eu: "https://events.eu.pagerduty.com" },
  opsgenie: { us: "https://api.opsgenie.com", eu: "https://api.eu.opsgenie.com" },
};

/** Uses a secret, read each time, so that a new one needs no restart. A missing one is a refusal that names where it should be. */
export async function withSecret(
  environment: SenderEnvironment,
  reference: SecretReference,
  use: (secret: string) => Promise<Outcome>,
): Promise<Outcome> {
  const secret = environment.secret(reference);
  return secret.kind === "ok" ? use(secret.value) : { kind: "refused", why: secret.why };
}
