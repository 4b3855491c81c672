import {
  age,
  flag,
  list,
  natsServers,
  oneOf,
  optional,
  path,
  port,
  replicas,
  required,
  secret,
  size,
  streamName,
  subject,
  text,
  urlOf,
} from "./variable.ts";

/**
 * Every variable the collector reads. Documentation (`npm run docs:configuration`), error messages
 * and the type `Config` all come from here.
 */
export const variables = {
  host: required(
    text,
    "TIDEMARK_HOST",
    "127.0.0.1",
    "Address the gateway and the embedded ClickHouse interface listen on.",
  ),
  port: required(port, "TIDEMARK_PORT", "5050", "Port of the gateway, which takes OpenLineage events over HTTP."),
  clickhousePort: required(
    port,
    "TIDEMARK_CLICKHOUSE_PORT",
    "8123",
    "Port where the embedded store answers ClickHouse's HTTP interface, read-only.",
  ),
  dataDirectory: required(
    path,
    "TIDEMARK_DATA",
    "./.tidemark",
    "Directory of the embedded store and of a privately started nats-server. One collector at a time.",
  ),

  apiKeys: secret(
    "TIDEMARK_API_KEYS",
    "Keys that may send and ask, as `name:key` separated by commas. Clients send `Authorization: Bearer <key>`.",
  ),
  apiKeysFile: optional(
    path,
    "TIDEMARK_API_KEYS_FILE",
    "File with one `name:key` a line, in place of TIDEMARK_API_KEYS; empty lines and lines starting with `#` are skipped.",
  ),
  allowAnonymous: required(
    flag,
    "TIDEMARK_ALLOW_ANONYMOUS",
    "false",
    "Lets a collector without API keys listen on an address that other machines can reach.",
  ),
  allowBackdating: required(
    flag,
    "TIDEMARK_ALLOW_BACKDATING",
    "false",
    "Lets senders say when an event was received (header Tidemark-Received-At), for imports of history.",
  ),
  redactKeys: required(
    list,
    "TIDEMARK_REDACT_KEYS",
    "",
    "Further key names whose values are masked in every event before it is stored, besides passwords, tokens and the like.",
  ),
  maxEventBytes: required(size, "TIDEMARK_MAX_EVENT_BYTES", "16MB", "Largest event accepted, after decompression."),
  maxBatchBytes: required(
    size,
    "TIDEMARK_MAX_BATCH_BYTES",
    "32MB",
    "Largest body of …/lineage/batch accepted, after decompression.",
  ),
  maxInFlightBytes: required(
    size,
    "TIDEMARK_MAX_IN_FLIGHT_BYTES",
    "128MB",
    "Request bodies held in memory at once; beyond that the gateway answers 503 with Retry-After.",
  ),

  nats: required(
    oneOf("auto", "off"),
    "TIDEMARK_NATS",
    "auto",
    "`auto`: NATS at TIDEMARK_NATS_URL, else a nats-server found on this machine is started privately. `off`: events go straight into the store.",
  ),
  natsUrl: optional(natsServers, "TIDEMARK_NATS_URL", "NATS servers with JetStream, the log events go through."),
  natsServer: optional(
    path,
    "TIDEMARK_NATS_SERVER",
    "The nats-server program to start privately; otherwise it is looked for on the PATH and in ~/.cache/tidemark/bin.",
  ),
  natsSubject: required(subject, "TIDEMARK_NATS_SUBJECT", "openlineage.events", "Subject of the events."),
  natsStream: required(
    streamName,
    "TIDEMARK_NATS_STREAM",
    "TIDEMARK_EVENTS",
    "JetStream stream of the events; made at start if it is missing.",
  ),
  natsReplicas: required(
    replicas,
    "TIDEMARK_NATS_REPLICAS",
    "1",
    "Copies the cluster keeps of a stream that the collector makes.",
  ),
  natsUser: optional(text, "TIDEMARK_NATS_USER", "User name for NATS."),
  natsPassword: secret("TIDEMARK_NATS_PASSWORD", "Password for NATS."),
  natsToken: secret("TIDEMARK_NATS_TOKEN", "Token for NATS."),
  natsCredentialsFile: optional(path, "TIDEMARK_NATS_CREDENTIALS_FILE", "Credentials file (.creds) for NATS."),
  natsTlsCaFile: optional(path, "TIDEMARK_NATS_TLS_CA_FILE", "Certificate authority NATS servers are checked against."),
  natsTlsCertFile: optional(path, "TIDEMARK_NATS_TLS_CERT_FILE", "Client certificate for NATS."),
  natsTlsKeyFile: optional(path, "TIDEMARK_NATS_TLS_KEY_FILE", "Key of the client certificate for NATS."),

  clickhouseUrl: optional(
    urlOf("http:", "https:"),
    "TIDEMARK_CLICKHOUSE_URL",
    "A ClickHouse server's HTTP interface; without it the embedded engine is used.",
  ),
  clickhouseUser: optional(text, "TIDEMARK_CLICKHOUSE_USER", "User on the ClickHouse server, in place of the URL's."),
  clickhousePassword: secret("TIDEMARK_CLICKHOUSE_PASSWORD", "Password on the ClickHouse server."),
  clickhousePasswordFile: optional(
    path,
    "TIDEMARK_CLICKHOUSE_PASSWORD_FILE",
    "File that holds the password on the ClickHouse server.",
  ),

  retentionEventsAge: optional(
    age,
    "TIDEMARK_RETENTION_EVENTS_AGE",
    "Months of events that were received longer ago are archived and dropped.",
  ),
  retentionEventsSize: optional(
    size,
    "TIDEMARK_RETENTION_EVENTS_SIZE",
    "The oldest months of events are archived and dropped until the rest takes no more disk than this.",
  ),
  retentionDeadLettersAge: optional(
    age,
    "TIDEMARK_RETENTION_DEAD_LETTERS_AGE",
    "Dead letters that were received longer ago, redriven or not, are archived and dropped.",
  ),
  retentionDeadLettersSize: optional(
    size,
    "TIDEMARK_RETENTION_DEAD_LETTERS_SIZE",
    "The oldest dead letters are archived and dropped until the rest takes about no more disk than this.",
  ),
  retentionDerivedAge: optional(
    age,
    "TIDEMARK_RETENTION_DERIVED_AGE",
    "What is derived of runs that were last heard of longer ago is dropped by whole months; jobs, datasets, schemas and lineage stay.",
  ),
  retentionDerivedSize: optional(
    size,
    "TIDEMARK_RETENTION_DERIVED_SIZE",
    "What is derived of the oldest months' runs is dropped until all that is derived takes about no more disk than this.",
  ),
  retentionOperationalAge: optional(
    age,
    "TIDEMARK_RETENTION_OPERATIONAL_AGE",
    "Hourly counts of deliveries, what signals said, and incidents that are over, when they are older, are archived and dropped.",
  ),
  retentionOperationalSize: optional(
    size,
    "TIDEMARK_RETENTION_OPERATIONAL_SIZE",
    "The oldest counts of deliveries, of what signals said, and of incidents that are over are archived and dropped until the rest takes about no more disk than this.",
  ),
  archive: optional(
    path,
    "TIDEMARK_ARCHIVE",
    "Directory of what is dropped; `archive` in TIDEMARK_DATA when left out; `off` drops without a copy.",
  ),
  archiveFormat: required(
    oneOf("ndjson", "parquet", "orc", "avro"),
    "TIDEMARK_ARCHIVE_FORMAT",
    "ndjson",
    "Format of archived events; all but NDJSON (packed by zstd) need the embedded engine to be read back.",
  ),

  logLevel: required(
    oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    "TIDEMARK_LOG_LEVEL",
    "info",
    "Least severe level that is logged.",
  ),
  logFormat: required(
    oneOf("auto", "json", "pretty"),
    "TIDEMARK_LOG_FORMAT",
    "auto",
    "One JSON object a line, or lines for people; `auto` is `pretty` on a terminal.",
  ),
  expectations: optional(
    list,
    "TIDEMARK_EXPECTATIONS",
    "Files of expectations, or where they are; else the working directory.",
  ),
  evaluateEvery: required(
    oneOf("off", "30s", "1m", "5m", "15m"),
    "TIDEMARK_EVALUATE_EVERY",
    "1m",
    "How often `tidemark up` judges what is late, short, wrong or expensive.",
  ),
  alerts: required(
    oneOf("on", "off"),
    "TIDEMARK_ALERTS",
    "on",
    "Whether what is judged opens incidents, and people are told of them on the channels of the expectations.",
  ),
  grafanaUrl: optional(
    urlOf("http:", "https:"),
    "TIDEMARK_GRAFANA_URL",
    "Grafana, as people reach it: messages link to its dashboards.",
  ),
  publicUrl: optional(
    urlOf("http:", "https:"),
    "TIDEMARK_PUBLIC_URL",
    "A collector, as people reach it: messages link to its answers.",
  ),
  runbooksUrl: optional(
    urlOf("http:", "https:"),
    "TIDEMARK_RUNBOOKS_URL",
    "Where `docs/runbooks` can be read: messages link to the runbook of the signal, unless the expectations name one.",
  ),
  tracesUrl: optional(
    urlOf("http:", "https:"),
    "TIDEMARK_TRACES_URL",
    "Where runs that have ended are sent as traces, by OTLP over HTTP (Tempo, Jaeger): `http://tempo:4318`. Set it for one collector only.",
  ),
  sqlLineage: required(
    flag,
    "TIDEMARK_SQL_LINEAGE",
    "true",
    "Reads lineage from the SQL of jobs that tell none, and marks it as inferred.",
  ),

  otlpEndpoint: optional(
    urlOf("http:", "https:"),
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "Where the collector's own traces and metrics are sent, by OTLP over HTTP; without it none are sent. The other OTEL_* variables of the SDK are honoured too.",
  ),
} as const;
