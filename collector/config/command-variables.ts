import { flag, oneOf, optional, path, required, secret, text, urlOf } from "./variable.ts";
import { variables } from "./variables.ts";

/** Read by the command line when it talks to a running collector. */
export const commandLineVariables = {
  url: optional(
    urlOf("http:", "https:"),
    "TIDEMARK_URL",
    "The collector that is asked; without it the one on this machine, at `TIDEMARK_PORT`.",
  ),
  port: variables.port,
  apiKey: secret("TIDEMARK_API_KEY", "The key they send, where the collector has keys."),
} as const;

/** Read by `tidemark bridge kafka`. */
export const kafkaVariables = {
  saslMechanism: optional(
    oneOf("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"),
    "TIDEMARK_KAFKA_SASL_MECHANISM",
    "How the bridge says who it is; PLAIN where there is a user and nothing else is said.",
  ),
  user: optional(text, "TIDEMARK_KAFKA_USER", "User on the Kafka brokers."),
  password: secret("TIDEMARK_KAFKA_PASSWORD", "Password on the Kafka brokers."),
  passwordFile: optional(path, "TIDEMARK_KAFKA_PASSWORD_FILE", "File that holds the password on the Kafka brokers."),
  tls: required(
    flag,
    "TIDEMARK_KAFKA_TLS",
    "false",
    "Connects by TLS; so it does where one of the three below is set.",
  ),
  tlsCaFile: optional(path, "TIDEMARK_KAFKA_TLS_CA_FILE", "Certificate authority the brokers are checked against."),
  tlsCertFile: optional(path, "TIDEMARK_KAFKA_TLS_CERT_FILE", "Client certificate for the brokers."),
  tlsKeyFile: optional(path, "TIDEMARK_KAFKA_TLS_KEY_FILE", "Key of the client certificate for the brokers."),
} as const;

/** Read by `tidemark import schema-registry`. */
export const schemaRegistryVariables = {
  user: optional(text, "TIDEMARK_SCHEMA_REGISTRY_USER", "User on the schema registry, or the name of an API key."),
  password: secret("TIDEMARK_SCHEMA_REGISTRY_PASSWORD", "Password on the schema registry, or the API key's secret."),
  passwordFile: optional(
    path,
    "TIDEMARK_SCHEMA_REGISTRY_PASSWORD_FILE",
    "File that holds the password on the schema registry.",
  ),
} as const;
