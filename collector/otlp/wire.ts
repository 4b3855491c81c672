import { z } from "zod";
import type { AttributeValue, Span } from "./span.ts";

/*
 * ExportTraceServiceRequest as OTLP's JSON has it, and as protobuf decodes to the same shape:
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
const scalar = z.object({
  stringValue: z.string().nullish(),
  boolValue: z.boolean().nullish(),
  // 64-bit integers are texts in JSON; some senders write numbers.
  intValue: z.union([z.string(), z.number()]).nullish(),
  doubleValue: z.number().nullish(),
});
const value = scalar.extend({ arrayValue: z.object({ values: z.array(scalar).default([]) }).nullish() });
const attributes = z.array(z.object({ key: z.string(), value: value.nullish() })).default([]);
const nanos = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative()]).default("0");
const id = z
  .string()
  .regex(/^(?:[\da-fA-F]{2})*$/)
  .default("");

const span = z.object({
  traceId: id,
  spanId: id,
  parentSpanId: id,
  name: z.string().default(""),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: z.array(z.object({ name: z.string().default(""), attributes })).default([]),
  status: z.object({ code: z.union([z.number(), z.string()]).nullish(), message: z.string().nullish() }).nullish(),
});

const request = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).nullish(),
        scopeSpans: z.array(z.object({ spans: z.array(span).default([]) })).default([]),
      }),
    )
    .default([]),
});

type WireAttributes = z.infer<typeof attributes>;

/** The spans of a request; a text that says where it is none. */
export function spansOf(body: unknown): readonly Span[] | string {
  const parsed = request.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a request of OTLP"}`;
  }
  return parsed.data.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((each) => spanOf(each, resource?.attributes ?? []))),
  );
}

function spanOf(wire: z.infer<typeof span>, ofResource: WireAttributes): Span {
  const { traceId, spanId, parentSpanId, name, status, events } = wire;
  const exception = events.find((event) => event.name === "exception");
  return {
    traceId: traceId.toLowerCase(),
    spanId: spanId.toLowerCase(),
    parentSpanId: /^0*$/.test(parentSpanId) ? "" : parentSpanId.toLowerCase(),
    name,
    start: BigInt(wire.startTimeUnixNano),
    end: BigInt(wire.endTimeUnixNano),
    failed: status?.code === 2 || status?.code === "STATUS_CODE_ERROR",
    statusMessage: status?.message ?? "",
    attributes: mapOf([...ofResource, ...wire.attributes]),
    exception: exception && mapOf(exception.attributes),
  };
}

function mapOf(list: WireAttributes): ReadonlyMap<string, AttributeValue> {
  const map = new Map<string, AttributeValue>();
  for (const { key, value: wire } of list) {
    const plain = wire?.arrayValue ? wire.arrayValue.values.map((each) => String(plainOf(each) ?? "")) : plainOf(wire);
    if (plain !== undefined) map.set(key, plain);
  }
  return map;
}

function plainOf(wire: z.infer<typeof scalar> | null | undefined): string | number | boolean | undefined {
  const { stringValue, boolValue, intValue, doubleValue } = wire ?? {};
  return (
    stringValue ?? boolValue ?? doubleValue ?? (typeof intValue === "string" ? Number(intValue) : intValue) ?? undefined
  );
}
