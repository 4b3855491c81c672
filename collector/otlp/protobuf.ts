import type { Root } from "protobufjs/light.js";

/** As much of OTLP's protobuf as is read; unknown fields are skipped. */
const descriptor = {
  nested: {
    Request: message({ resourceSpans: ["repeated", "ResourceSpans", 1] }),
    ResourceSpans: message({ resource: ["", "Resource", 1], scopeSpans: ["repeated", "ScopeSpans", 2] }),
    Resource: message({ attributes: ["repeated", "KeyValue", 1] }),
    ScopeSpans: message({ spans: ["repeated", "Span", 2] }),
    Span: message({
      traceId: ["", "bytes", 1],
      spanId: ["", "bytes", 2],
      parentSpanId: ["", "bytes", 4],
      name: ["", "string", 5],
      startTimeUnixNano: ["", "fixed64", 7],
      endTimeUnixNano: ["", "fixed64", 8],
      attributes: ["repeated", "KeyValue", 9],
      events: ["repeated", "Event", 11],
      status: ["", "Status", 15],
    }),
    Event: message({ name: ["", "string", 2], attributes: ["repeated", "KeyValue", 3] }),
    Status: message({ message: ["", "string", 2], code: ["", "int32", 3] }),
    KeyValue: message({ key: ["", "string", 1], value: ["", "AnyValue", 2] }),
    AnyValue: message({
      stringValue: ["", "string", 1],
      boolValue: ["", "bool", 2],
      intValue: ["", "int64", 3],
      doubleValue: ["", "double", 4],
      arrayValue: ["", "ArrayValue", 5],
    }),
    ArrayValue: message({ values: ["repeated", "AnyValue", 1] }),
  },
};

let root: Promise<Root> | undefined;

/**
 * A request in protobuf as the object its JSON would be, but for ids, which are hexadecimal there too.
 * Undefined for bytes that are none. The library is loaded with the first one.
 */
export async function decodeProtobuf(bytes: Uint8Array): Promise<unknown> {
  root ??= import("protobufjs/light.js").then(({ default: library }) => library.Root.fromJSON(descriptor));
  const type = (await root).lookupType("Request");
  try {
    return withHexIds(type.toObject(type.decode(bytes), { longs: String, bytes: Array }));
  } catch {
    return undefined;
  }
}

type Field = readonly [rule: "" | "repeated", type: string, id: number];

function message(fields: Readonly<Record<string, Field>>): { readonly fields: Record<string, FieldDescriptor> } {
  const described = Object.entries(fields).map(([name, [rule, type, id]]) => [
    name,
    { type, id, ...(rule === "repeated" && { rule }) },
  ]);
  return { fields: Object.fromEntries(described) };
}

interface FieldDescriptor {
  readonly type: string;
  readonly id: number;
}

/** Bytes occur in ids alone. */
function withHexIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, member: unknown) =>
    /^(?:trace|span|parentSpan)Id$/.test(key) && Array.isArray(member) ? Buffer.from(member).toString("hex") : member,
  );
}
