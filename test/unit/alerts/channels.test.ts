import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { createSender } from "#alerts/channels/create-sender.ts";
import { retryAfterMs } from "#alerts/channels/post-json.ts";
import { vendorEndpoints } from "#alerts/channels/sender.ts";
import type { SenderEnvironment, Thread } from "#alerts/channels/sender.ts";
import type { Message } from "#alerts/message/message.ts";
import { plainText } from "#alerts/message/plain-text.ts";
import { readSecret } from "#signals/expectations/values/secret-reference.ts";
import { load } from "#test/support/expectations.ts";
import { startHttpReceiver } from "#test/support/http-receiver.ts";
import type { HttpReceiver } from "#test/support/http-receiver.ts";
import { seven } from "#test/support/incidents.ts";
import { exampleMessage } from "#test/support/messages.ts";
import { startSmtpServer } from "#test/support/smtp-server.ts";

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await startHttpReceiver();
});

const never = new AbortController().signal;
const printed: string[] = [];

function environment(secrets: Readonly<Record<string, string>> = {}): SenderEnvironment {
  const { url } = receiver;
  return {
    secret: (reference) => readSecret(reference, secrets, () => "from a file"),
    endpoints: { slack: `${url}/api`, pagerduty: { us: url, eu: url }, opsgenie: { us: url, eu: url } },
    print: (text) => printed.push(text),
    now: () => seven,
  };
}

/** Tells a channel, written as in a file. */
function send(
  yaml: string,
  message: Message,
  { secrets, thread }: { readonly secrets?: Readonly<Record<string, string>>; readonly thread?: Thread } = {},
) {
  const { declarations, problems } = load({ "t.yml": `version: 1\nchannels:\n  out: ${yaml}\n` });
  const channel = declarations.channels.get("out");
  if (channel === undefined) throw new Error(JSON.stringify(problems));
  return createSender(channel, environment(secrets))(
    message,
    thread ?? { id: message.incident, receipt: undefined },
    never,
  );
}

const opened = exampleMessage();
const resolved = exampleMessage("resolved:0");
const bodies = (): readonly unknown[] => receiver.requests.map(({ body }): unknown => JSON.parse(body));

function webhook(): string {
  return `{ type: webhook, url: "${receiver.url}/hook", signing_secret: "\${env:SECRET}", headers: { X-Team: "\${env:TEAM}" } }`;
}

function mailbox(port: number): string {
  return `{ type: email, to: [a@example.com, b@example.com], from: tidemark@example.com, smtp: { host: 127.0.0.1, port: ${port}, tls: none, user: me, password: "\${env:PASSWORD}" } }`;
}

describe("Slack", () => {
  const bot = `{ type: slack, token: "\${env:TOKEN}", channel: "#data" }`;
  const secrets = { TOKEN: "xoxb-1", HOOK: "" };
  const ok = { status: 200, body: JSON.stringify({ ok: true, channel: "C1", ts: "17.01" }) };

  test("a bot posts the first message", async () => {
    receiver.answer = () => ok;
    expect(await send(bot, opened, { secrets })).toEqual({ kind: "delivered", receipt: "C1 17.01" });
    const [request] = receiver.requests;
    expect(request).toMatchObject({
      method: "POST",
      path: "/api/chat.postMessage",
      headers: { authorization: "Bearer xoxb-1", "content-type": "application/json; charset=utf-8" },
    });
    expect(bodies()[0]).toMatchObject({ channel: "#data", text: opened.headline, unfurl_links: false });
    expect(Object.keys(bodies()[0] ?? {})).not.toContain("thread_ts");
  });

  test("what comes later is in the thread; at its end the first message is written over", async () => {
    receiver.answer = () => ok;
    const thread = { id: opened.incident, receipt: "C1 17.01" };
    await send(bot, exampleMessage("escalated"), { secrets, thread });
    await send(bot, exampleMessage("raised"), { secrets, thread });
    await send(bot, resolved, { secrets, thread });
    expect(receiver.requests.map(({ path }) => path)).toEqual([
      "/api/chat.postMessage",
      "/api/chat.postMessage",
      "/api/chat.postMessage",
      "/api/chat.update",
    ]);
    expect(bodies()).toMatchObject([
      { channel: "C1", thread_ts: "17.01", reply_broadcast: true },
      { channel: "C1", thread_ts: "17.01" },
      { channel: "C1", thread_ts: "17.01" },
      { channel: "C1", ts: "17.01" },
    ]);
  });

  test.each([
    ["ratelimited", "retry"],
    ["internal_error", "retry"],
    ["channel_not_found", "refused"],
    ["invalid_auth", "refused"],
  ])("the error %s is %s", async (error, kind) => {
    receiver.answer = () => ({ status: 200, body: JSON.stringify({ ok: false, error }) });
    expect(await send(bot, opened, { secrets })).toMatchObject({ kind, why: error });
  });

  test("an incoming webhook is posted to", async () => {
    receiver.answer = () => ({ status: 200, body: "ok" });
    const hook = { HOOK: `${receiver.url}/services/T/B/secret` };
    expect(await send(`{ type: slack, webhook_url: "\${env:HOOK}" }`, opened, { secrets: hook })).toEqual({
      kind: "delivered",
      receipt: "",
    });
    expect(receiver.requests[0]?.path).toBe("/services/T/B/secret");
    expect(Object.keys(bodies()[0] ?? {})).toEqual(["text", "blocks"]);
  });
});

describe("PagerDuty", () => {
  const pager = `{ type: pagerduty, routing_key: "\${env:KEY}" }`;
  const secrets = { KEY: "k".repeat(32) };
  beforeEach(() => {
    receiver.answer = () => ({ status: 202, body: '{"status":"success"}' });
  });

  test("an incident triggers, with its own dedup_key", async () => {
    await send(pager, opened, { secrets });
    expect(receiver.requests[0]?.path).toBe("/v2/enqueue");
    expect(bodies()[0]).toMatchObject({
      routing_key: secrets.KEY,
      event_action: "trigger",
      dedup_key: `tidemark/${opened.incident}`,
      payload: { summary: opened.headline, source: "air/stage", severity: "critical", component: "stage" },
      links: [{ href: "https://wiki.example.com/stage", text: "Runbook" }, {}, {}, {}],
    });
  });

  test("is acknowledged and resolved under the same key", async () => {
    await send(pager, exampleMessage("acknowledged:1"), { secrets });
    await send(pager, resolved, { secrets });
    const dedup_key = `tidemark/${opened.incident}`;
    expect(bodies()).toEqual([
      { routing_key: secrets.KEY, dedup_key, event_action: "acknowledge" },
      { routing_key: secrets.KEY, dedup_key, event_action: "resolve" },
    ]);
  });
});

describe("Opsgenie", () => {
  const genie = `{ type: opsgenie, api_key: "\${env:KEY}", team: data }`;
  const secrets = { KEY: "g-1" };
  beforeEach(() => {
    receiver.answer = () => ({ status: 202, body: '{"result":"Request will be processed"}' });
  });

  test("an alert is created under the incident's alias", async () => {
    await send(genie, opened, { secrets });
    expect(receiver.requests[0]).toMatchObject({ path: "/v2/alerts", headers: { authorization: "GenieKey g-1" } });
    expect(bodies()[0]).toMatchObject({
      message: opened.headline,
      alias: `tidemark-${opened.incident}`,
      priority: "P1",
      responders: [{ type: "team", name: "data" }],
      entity: "air/stage",
    });
  });

  test("is acknowledged, gets notes and is closed by the alias", async () => {
    for (const notice of ["acknowledged:1", "updated:1", "resolved:0"] as const) {
      await send(genie, exampleMessage(notice), { secrets });
    }
    const alias = `tidemark-${opened.incident}`;
    expect(receiver.requests.map(({ path }) => path)).toEqual(
      ["acknowledge", "notes", "close"].map((action) => `/v2/alerts/${alias}/${action}?identifierType=alias`),
    );
  });
});

test("Teams gets an adaptive card", async () => {
  receiver.answer = () => ({ status: 202 });
  await send(`{ type: teams, webhook_url: "\${env:HOOK}" }`, opened, { secrets: { HOOK: `${receiver.url}/w?sig=s` } });
  expect(receiver.requests[0]?.path).toBe("/w?sig=s");
  expect(bodies()[0]).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: { type: "AdaptiveCard", version: "1.4" },
      },
    ],
  });
});

describe("a webhook", () => {
  const secrets = { SECRET: "whsec_c2VjcmV0", TEAM: "data" };

  test("is signed and dated as Standard Webhooks say", async () => {
    await send(webhook(), opened, { secrets });
    await send(webhook(), opened, { secrets });
    const [first, again] = receiver.requests;
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = first?.headers ?? {};
    expect(timestamp).toBe(String(seven / 1000));
    const expected = createHmac("sha256", "secret").update(`${String(id)}.${String(timestamp)}.${first?.body}`);
    expect(signature).toBe(`v1,${expected.digest("base64")}`);
    expect(first?.headers["x-team"]).toBe("data");
    // Whoever gets it twice can tell.
    expect(again?.headers["webhook-id"]).toBe(id);
  });

  test("says what the message says", async () => {
    await send(webhook(), opened, { secrets });
    expect(bodies()[0]).toMatchObject({
      type: "incident.opened",
      timestamp: "2026-11-24T07:10:00.000Z",
      data: { incident: opened.incident, severity: "critical", headline: opened.headline, owner: "shop-data" },
    });
  });

  test("that redirects is refused", async () => {
    receiver.answer = () => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    expect(await send(webhook(), opened, { secrets })).toEqual({ kind: "refused", why: "HTTP 302" });
    expect(receiver.requests).toHaveLength(1);
  });

  test.each([
    [429, { "retry-after": "7" }, { kind: "retry", afterMs: 7000 }],
    [503, undefined, { kind: "retry", afterMs: undefined }],
    [404, undefined, { kind: "refused" }],
  ])("that answers %d", async (status, headers, outcome) => {
    receiver.answer = () => ({ status, body: "no\nno", ...(headers === undefined ? {} : { headers }) });
    expect(await send(webhook(), opened, { secrets })).toMatchObject({ ...outcome, why: `HTTP ${status}: no no` });
  });

  test("nobody listens at is tried again, and its address is not told", async () => {
    const url = "http://127.0.0.1:1/secret-path";
    const outcome = await send(`{ type: webhook, url: "\${env:URL}" }`, opened, { secrets: { URL: url } });
    expect(outcome).toMatchObject({ kind: "retry" });
    expect(JSON.stringify(outcome)).not.toContain("secret-path");
  });
});

test("a secret that is not there is a refusal that says where it should be", async () => {
  expect(await send(`{ type: pagerduty, routing_key: "\${env:NOT_SET}" }`, opened)).toEqual({
    kind: "refused",
    why: "NOT_SET is not set",
  });
  expect(receiver.requests).toEqual([]);
});

describe("mail", () => {
  const secrets = { PASSWORD: "pw" };

  test("is sent by SMTP, and later ones name the first", async () => {
    const server = await startSmtpServer();
    const first = await send(mailbox(server.port), opened, { secrets });
    expect(first).toMatchObject({ kind: "delivered", receipt: expect.stringMatching(/^<[0-9a-f]{32}@example\.com>$/) });
    const receipt = first.kind === "delivered" ? first.receipt : "";
    await send(mailbox(server.port), resolved, { secrets, thread: { id: opened.incident, receipt } });
    expect(server.commands).toEqual(
      expect.arrayContaining([
        `AUTH PLAIN ${Buffer.from("\0me\0pw").toString("base64")}`,
        "MAIL FROM:<tidemark@example.com>",
        "RCPT TO:<a@example.com>",
        "RCPT TO:<b@example.com>",
      ]),
    );
    const [one = "", two = ""] = server.mails;
    expect(one).toContain(`Message-ID: ${receipt}`);
    expect(one).toMatch(/^Subject: \[Tidemark\] CRITICAL stage failed/m);
    expect(one).toContain("Auto-Submitted: auto-generated");
    expect(one).toContain("Content-Type: text/html");
    expect(one).not.toMatch(/^(?:References|In-Reply-To):/m);
    expect(two).toContain(`In-Reply-To: ${receipt}`);
    expect(two).toContain(`References: ${receipt}`);
    expect(two).not.toContain(`Message-ID: ${receipt}`);
  });

  test.each([
    ["MAIL", "451 4.3.0 try later", "retry"],
    ["RCPT", "550 5.1.1 no such mailbox", "refused"],
    ["AUTH", "535 5.7.8 wrong password", "refused"],
  ])("when %s is answered with %s, it is %s", async (command, answer, kind) => {
    const server = await startSmtpServer();
    server.answer = (said) => (said.startsWith(command) ? answer : undefined);
    const outcome = await send(mailbox(server.port), opened, { secrets });
    expect(outcome).toMatchObject({ kind });
    expect(JSON.stringify(outcome)).not.toContain("pw");
  });

  test("TLS that is required and not offered is an error, not a reason to do without", async () => {
    const server = await startSmtpServer();
    const outcome = await send(mailbox(server.port).replace("tls: none", "tls: starttls"), opened, { secrets });
    expect(outcome.kind).toBe("refused");
    expect(server.commands.filter((command) => command.startsWith("AUTH"))).toEqual([]);
  });
});

test("vendors are reached over TLS", () => {
  const { slack, pagerduty, opsgenie } = vendorEndpoints;
  for (const url of [slack, ...Object.values(pagerduty), ...Object.values(opsgenie)])
    expect(url).toMatch(/^https:.*[a-z]$/);
});

test("standard output gets the plain text", async () => {
  await send("{ type: stdout }", opened);
  expect(printed.at(-1)).toBe(`${plainText(opened)}\n`);
});

test("Retry-After is seconds or a date", () => {
  expect(retryAfterMs("3")).toBe(3000);
  expect(retryAfterMs(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000);
  expect(retryAfterMs("soon")).toBeUndefined();
  expect(retryAfterMs(null)).toBeUndefined();
});
