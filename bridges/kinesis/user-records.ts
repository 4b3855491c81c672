import { createHash } from "node:crypto";
import protobuf from "protobufjs";

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const digestBytes = 16;

/** Of the messages AggregatedRecord and Record: https://github.com/awslabs/kinesis-aggregation */
const recordsField = 3;
const dataField = 3;

/**
 * What a record holds: the Kinesis Producer Library, which OpenLineage's transport uses, packs many into one. What is
 * not packed, or not as it should be, is one record as it is.
 */
export function userRecords(data: Uint8Array): readonly Uint8Array[] {
  if (data.length < magic.length + digestBytes || !magic.equals(data.subarray(0, magic.length))) return [data];
  const packed = data.subarray(magic.length, -digestBytes);
  if (!createHash("md5").update(packed).digest().equals(data.subarray(-digestBytes))) return [data];
  try {
    return fieldsOf(packed, recordsField).flatMap((record) => fieldsOf(record, dataField));
  } catch {
    return [data];
  }
}

/** Values of one field of a message, all of them bytes. @throws Error for what is no message. */
function fieldsOf(message: Uint8Array, field: number): readonly Uint8Array[] {
  const reader = protobuf.Reader.create(message);
  const values: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((field << 3) | 2)) values.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return values;
}
