import type { FastifyReply } from "fastify";
import type { Reject } from "../stages/outcome.ts";
import { sendError } from "./answers.ts";
import type { Intake } from "./intake.ts";

/** Says why, once the bytes are kept. While they cannot be, the sender is asked to send them again. */
export async function sendRefusal(
  reply: FastifyReply,
  intake: Pick<Intake, "bury">,
  body: Uint8Array,
  refusal: Reject,
): Promise<FastifyReply> {
  const kept = await intake.bury(body, refusal);
  return kept ? sendError(reply, refusal.reason, refusal.detail) : sendError(reply, "log_unavailable");
}
