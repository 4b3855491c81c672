import { createServer } from "node:net";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface SmtpServer {
  readonly port: number;
  /** What clients said, a line each, without what is in the mails. */
  readonly commands: string[];
  /** The mails as they came over the wire. */
  readonly mails: string[];
  /** The answer to a command, in place of the usual one. */
  answer: (command: string) => string | undefined;
}

/** As much of SMTP (RFC 5321) as a client that sends a mail needs. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const state: { -readonly [K in keyof SmtpServer]: SmtpServer[K] } = {
    port: 0,
    commands: [],
    mails: [],
    answer: () => undefined,
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let buffered = "";
    let inMail = false;
    socket.on("error", () => undefined);
    socket.write("220 test ESMTP\r\n");
    socket.on("data", (chunk: Buffer) => {
      buffered += chunk.toString();
      for (;;) {
        const end = buffered.indexOf(inMail ? "\r\n.\r\n" : "\r\n");
        if (end === -1) return;
        const said = buffered.slice(0, end);
        buffered = buffered.slice(end + (inMail ? 5 : 2));
        if (inMail) {
          state.mails.push(said);
          inMail = false;
          socket.write(`${state.answer("mail") ?? "250 taken"}\r\n`);
          continue;
        }
        state.commands.push(said);
        const answer = state.answer(said) ?? usual(said);
        inMail = answer.startsWith("354");
        socket.write(`${answer}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  state.port = address.port;
  return state;
}

function usual(command: string): string {
  if (/^EHLO/i.test(command)) return "250-test\r\n250 AUTH PLAIN";
  if (/^AUTH/i.test(command)) return "235 welcome";
  if (/^DATA/i.test(command)) return "354 go on";
  if (/^STARTTLS/i.test(command)) return "502 not here";
  return /^QUIT/i.test(command) ? "221 bye" : "250 ok";
}
