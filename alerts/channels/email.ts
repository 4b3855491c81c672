import { createHash } from "node:crypto";
import type { Channel } from "#signals/expectations/channel.ts";
import type { Message } from "../message/message.ts";
import { mailHtml } from "../message/mail-html.ts";
import { clipped, plainText } from "../message/plain-text.ts";
import { connectionError, oneLine } from "./post-json.ts";
import type { Outcome, Sender, SenderEnvironment, Thread } from "./sender.ts";

type EmailChannel = Extract<Channel, { readonly type: "email" }>;

const timeoutMs = 15_000;

/**
 * Mail by SMTP (RFC 5321). Each notification has a Message-ID of its own, the same whenever it is sent; later ones name the first in
 * References (RFC 5322, 3.6.4), so that mail programs thread them.
 */
export function emailSender(channel: EmailChannel, environment: SenderEnvironment): Sender {
  return async (message, thread) => {
    const { password } = channel.smtp;
    const secret = password === undefined ? undefined : environment.secret(password);
    if (secret?.kind === "missing") return { kind: "refused", why: secret.why };
    const messageId = messageIdOf(message.key, channel.from);
    try {
      await sendMail(channel, secret?.value, { ...mailOf(message, thread), messageId });
      return { kind: "delivered", receipt: thread.receipt ?? messageId };
    } catch (error) {
      return failureOf(error);
    }
  };
}

async function sendMail(channel: EmailChannel, password: string | undefined, mail: object): Promise<void> {
  const { from, to, smtp } = channel;
  // Loaded when there is a mail to send: few send any.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.tls === "implicit",
    requireTLS: smtp.tls === "starttls",
    ignoreTLS: smtp.tls === "none",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(smtp.user === undefined ? {} : { auth: { user: smtp.user, pass: password ?? "" } }),
  });
  try {
    await transport.sendMail({ from, to: [...to], ...mail });
  } finally {
    transport.close();
  }
}

function mailOf(message: Message, { receipt }: Thread): object {
  const isFirst = receipt === undefined || receipt === "";
  return {
    subject: clipped(`[Tidemark] ${message.headline}`, 200),
    text: plainText(message),
    html: mailHtml(message),
    date: new Date(message.at),
    ...(isFirst ? {} : { inReplyTo: receipt, references: [receipt] }),
    headers: {
      // RFC 3834: no holiday answers.
      "Auto-Submitted": "auto-generated",
      "X-Tidemark-Incident": message.incident,
    },
    ...(message.severity === "critical" && isFirst ? { priority: "high" } : {}),
  };
}

function messageIdOf(key: string, from: string): string {
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return `<${digest}@${from.split("@").at(-1) ?? "tidemark"}>`;
}

/** Replies of 5xx, and a server without the TLS that is asked for, are final; replies of 4xx and what never answered are not. */
function failureOf(error: unknown): Outcome {
  const { response, responseCode, code } = partsOf(error);
  if (code === "ETLS")
    return { kind: "refused", why: "the server does not offer TLS (STARTTLS), which `tls` asks for" };
  if (typeof response !== "string" || typeof responseCode !== "number" || responseCode === 0) {
    return { kind: "retry", why: connectionError(error), afterMs: undefined };
  }
  const why = oneLine(response);
  return responseCode >= 500 ? { kind: "refused", why } : { kind: "retry", why, afterMs: undefined };
}

function partsOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === "object" && error !== null ? { ...error } : {};
}
