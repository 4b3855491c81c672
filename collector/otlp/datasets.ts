import { datasetName } from "#agent/contract/dataset-ref.ts";
import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import { textOf, textsOf } from "./span.ts";
import type { Attributes } from "./span.ts";

export interface SpanDatasets {
  readonly inputs: readonly DatasetName[];
  readonly outputs: readonly DatasetName[];
}

/** Schemes of OpenLineage's namespaces by `db.system.name`, with the usual port. */
const databases: Readonly<Record<string, readonly [scheme: string, port: string]>> = {
  postgresql: ["postgres", "5432"],
  mysql: ["mysql", "3306"],
  "microsoft.sql_server": ["mssql", "1433"],
  mssql: ["mssql", "1433"],
  clickhouse: ["clickhouse", "8123"],
  cassandra: ["cassandra", "9042"],
  "oracle.db": ["oracle", "1521"],
};

const writes = /^(?:insert|update|delete|merge|upsert|replace|copy|create|truncate|put|set)\b/i;
const sends = new Set(["send", "publish", "create"]);
const receives = new Set(["receive", "process", "settle", "poll", "consume"]);

/**
 * The datasets of a span: those it names itself, the table of a database call and the topic of a message.
 * `namespace` is of names without one.
 */
export function spanDatasets(attributes: Attributes, namespace: string): SpanDatasets {
  const named = (name: string): readonly DatasetName[] =>
    textsOf(attributes, name).map((text) => datasetName(text, namespace));
  const table = tableOf(attributes);
  const topic = topicOf(attributes);
  const tableIsWritten = writes.test(textOf(attributes, "db.operation.name", "db.operation") ?? "");
  const operation = textOf(attributes, "messaging.operation.type", "messaging.operation") ?? "";
  return {
    inputs: [
      ...named("openlineage.inputs"),
      ...(table !== undefined && !tableIsWritten ? [table] : []),
      ...(topic !== undefined && receives.has(operation) ? [topic] : []),
    ],
    outputs: [
      ...named("openlineage.outputs"),
      ...(table !== undefined && tableIsWritten ? [table] : []),
      ...(topic !== undefined && sends.has(operation) ? [topic] : []),
    ],
  };
}

function tableOf(attributes: Attributes): DatasetName | undefined {
  const system = databases[textOf(attributes, "db.system.name", "db.system") ?? ""];
  const table = textOf(attributes, "db.collection.name", "db.sql.table");
  const host = textOf(attributes, "server.address", "net.peer.name");
  if (system === undefined || table === undefined || host === undefined) return undefined;
  const [scheme, port] = system;
  const database = textOf(attributes, "db.namespace", "db.name");
  return {
    namespace: `${scheme}://${host}:${textOf(attributes, "server.port", "net.peer.port") ?? port}`,
    name: database === undefined ? table : `${database.replaceAll("|", ".")}.${table}`,
  };
}

function topicOf(attributes: Attributes): DatasetName | undefined {
  const topic = textOf(attributes, "messaging.destination.name");
  const host = textOf(attributes, "server.address");
  if (topic === undefined || host === undefined || textOf(attributes, "messaging.system") !== "kafka") return undefined;
  return { namespace: `kafka://${host}:${textOf(attributes, "server.port") ?? "9092"}`, name: topic };
}
