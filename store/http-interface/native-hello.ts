/**
 * The handshake of clickhouse-go (Grafana's data source) over HTTP. It asks this question, and reads the
 * one answer in the Native format of protocol revision 54460, which the embedded engine does not speak.
 * Told that the server is of revision 0, it reads all later answers as the engine writes them.
 */
export function isNativeHello(sql: string, format: string | undefined): boolean {
  return format === "Native" && sql.trim() === "SELECT displayName(), version(), revision(), timezone()";
}

export function nativeHello(version: string): Buffer {
  const blockInfo = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]);
  return Buffer.concat([
    blockInfo,
    Buffer.from([4, 1]),
    column("displayName()", "String", text("tidemark")),
    column("version()", "String", text(version)),
    column("revision()", "UInt32", Buffer.alloc(4)),
    column("timezone()", "String", text("UTC")),
  ]);
}

/** From 54454 on, a byte tells whether the column has its own serialisation. */
function column(name: string, type: string, data: Buffer): Buffer {
  return Buffer.concat([text(name), text(type), Buffer.from([0]), data]);
}

/** At most 127 bytes, so that the length is one byte. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8").subarray(0, 127);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
