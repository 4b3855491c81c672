import { createReadStream } from "node:fs";
import { openDelivery } from "../client/open-delivery.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { usageExitCode } from "./cli-io.ts";
import type { CliIo } from "./cli-io.ts";
import { emitHelp, parseEmit } from "./emit-options.ts";
import type { EmitArguments } from "./emit-options.ts";
import { EmitProgress } from "./emit-progress.ts";
import { shapeProblem } from "./event-shape.ts";
import type { JsonText } from "./json-texts.ts";
import { parseExactly } from "../contract/parse-exactly.ts";
import { readEvents } from "./read-events.ts";
import { transportOf } from "./transport-url.ts";
import { Window } from "./window.ts";

const windowEvents = 4000;
const windowBytes = 32 * 1024 * 1024;

/** `tidemark emit`: sends the events of a file. Resolves with the exit code. */
export async function emitCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const parsed = parseEmit(argv);
  if (parsed.kind === "help") {
    io.stdout.write(emitHelp);
    return 0;
  }
  if (parsed.kind === "usage") {
    io.stderr.write(`tidemark emit: ${parsed.problem}\n\n${emitHelp}`);
    return usageExitCode;
  }
  const progress = new EmitProgress(io, parsed.source);
  const { delivery } = openDelivery({
    ...transportOf(parsed.url),
    env: io.env,
    // The window below is the bound.
    maxQueueBytes: Number.MAX_SAFE_INTEGER,
    maxQueueEvents: Number.MAX_SAFE_INTEGER,
    onReport: ({ code, message }) => {
      if (code === "config" || code === "delivery_failing" || code.startsWith("spool"))
        progress.say(`tidemark: ${message}`);
    },
  });
  const started = performance.now();
  try {
    await send(parsed, io, delivery, progress);
  } catch (error) {
    progress.say(`tidemark emit: ${error instanceof Error ? error.message : String(error)}`);
    await delivery.close(0);
    return 1;
  }
  await delivery.close(0);
  progress.finish(parsed.json, Math.round(performance.now() - started) / 1000);
  return progress.summary.refused > 0 || progress.unconfirmed > 0 ? 1 : 0;
}

/** @throws when the file cannot be read. */
async function send(parsed: EmitArguments, io: CliIo, delivery: Delivery, progress: EmitProgress): Promise<void> {
  const window = new Window(windowEvents, windowBytes);
  const stream = parsed.source === "-" ? io.stdin : createReadStream(parsed.source);
  for await (const text of readEvents(stream)) {
    progress.summary.read++;
    accept(text, delivery, window, progress);
    progress.draw(performance.now());
    if (!(await window.room(parsed.timeoutMs))) {
      progress.say(`nothing was confirmed for ${parsed.timeoutMs / 1000} s; stopped at line ${text.line}`);
      return;
    }
  }
  await window.empty(parsed.timeoutMs);
}

function accept({ line, text }: JsonText, delivery: Delivery, window: Window, progress: EmitProgress): void {
  const event = parse(text);
  if (event instanceof SyntaxError) return progress.refuse(line, `it is not JSON: ${event.message}`);
  const problem = shapeProblem(event);
  if (problem !== undefined) return progress.refuse(line, problem);
  const accepted = delivery.accept(event, (settled) => {
    window.settle(text.length);
    if (settled.kind === "confirmed") progress.summary.confirmed++;
    else progress.refuse(line, settled.reason);
  });
  if (accepted === "accepted") window.add(text.length);
  else if (accepted === "filtered") progress.summary.filtered++;
  else progress.refuse(line, accepted.replace("_", " "));
}

function parse(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    return error;
  }
}
