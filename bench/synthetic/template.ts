import crypto from "node:crypto";
import { canonicalJson } from "#agent/contract/canonical.ts";
import { createRedactor } from "#agent/contract/redact.ts";
import { createPipeline } from "#collector/pipeline.ts";
import type { EventRow } from "#store/tables/events.ts";
import { Filling, cellFill, textFill } from "./fill.ts";
import type { Fill } from "./fill.ts";
import type { EventValues } from "./slots.ts";

/** Events that differ in the values of their slots only. */
export interface Template {
  /** The row that the collector's pipeline makes of such an event, received then (microseconds since the epoch). */
  row(values: EventValues, receivedAt: number): EventRow;
}

const pipeline = createPipeline({ redactor: createRedactor(), maxEventBytes: 1_000_000, allowBackdating: false });

/**
 * Sends one event, whose slots hold their marks, through the pipeline; every other row is that one with the
 * marks replaced. So a row costs a tenth of what the pipeline takes, and its identity is computed all the same.
 *
 * @param event Its JSON as the producer writes it.
 * @throws Error when the collector would refuse it, change it, or find fault with it.
 */
export function compileTemplate(event: string): Template {
  const base = rowOf(event);
  const payload = filled(textFill(event));
  const canonical = filled(textFill(canonicalJson(JSON.parse(event))));
  const columns = Object.entries(base).flatMap(([name, cell]) => {
    const fill = name === "payload" ? undefined : cellFill(cell);
    return fill === undefined ? [] : [{ name, fill }];
  });
  return {
    row(values, receivedAt) {
      const filling = new Filling(values);
      const changed: Record<string, unknown> = {
        event_id: crypto.hash("sha256", canonical(filling), "hex").slice(0, 32),
        received_at: receivedAt,
        payload: Buffer.from(payload(filling)),
      };
      for (const { name, fill } of columns) changed[name] = fill(filling);
      return { ...base, ...changed };
    },
  };
}

function rowOf(event: string): EventRow {
  const body = Buffer.from(event);
  const message = { body, contentType: undefined, receivedAt: 0, source: "http", backdate: undefined } as const;
  const [done] = pipeline.process(message);
  if (done?.kind !== "row") throw new Error(`refused: ${done?.letter.reason}: ${event}`);
  if (!body.equals(done.row.payload)) throw new Error(`changed by redaction: ${event}`);
  if (done.row.violations.length > 0) throw new Error(`${done.row.violations.join(", ")}: ${event}`);
  return done.row;
}

function filled(fill: Fill<string> | undefined): Fill<string> {
  if (fill === undefined) throw new Error("all events of a template without marks would be one");
  return fill;
}
