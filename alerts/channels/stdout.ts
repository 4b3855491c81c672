import { plainText } from "../message/plain-text.ts";
import type { Sender, SenderEnvironment } from "./sender.ts";

/** Standard output of the process, one block a message. */
export function stdoutSender({ print }: SenderEnvironment): Sender {
  return async (message) => {
    print(`${plainText(message)}\n`);
    return { kind: "delivered", receipt: message.incident };
  };
}
