import { readSecret, readVariables } from "./config.ts";
import type { Environment } from "./config.ts";
import { kafkaVariables } from "./command-variables.ts";

/** How to be let in by Kafka's brokers. */
export interface KafkaAccess {
  readonly sasl?: {
    readonly mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
    readonly username: string;
    readonly password: string;
  };
  /** Texts of PEM files. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

export type ParsedKafkaAccess =
  | { readonly kind: "ok"; readonly access: KafkaAccess }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** `readText` reads the files that hold secrets. */
export function parseKafkaAccess(env: Environment, readText: (path: string) => string): ParsedKafkaAccess {
  const problems: string[] = [];
  const values = readVariables(kafkaVariables, env, problems);
  const { user, saslMechanism: mechanism = "PLAIN" } = values;
  const file = (name: keyof typeof kafkaVariables, path: string | undefined): string | undefined =>
    readSecret(kafkaVariables[name].name, path, readText, problems);
  const password = values.password ?? file("passwordFile", values.passwordFile);
  const pem = {
    ca: file("tlsCaFile", values.tlsCaFile),
    cert: file("tlsCertFile", values.tlsCertFile),
    key: file("tlsKeyFile", values.tlsKeyFile),
  };
  const { user: who, password: secret } = kafkaVariables;
  if (user !== undefined && password === undefined) problems.push(`${who.name} needs ${secret.name}`);
  if (user === undefined && (password ?? values.saslMechanism) !== undefined)
    problems.push(`${who.name} is missing, without which there is nobody to say`);
  if (problems.length > 0) return { kind: "invalid", problems };
  const tls = Object.fromEntries(Object.entries(pem).filter(([, text]) => text !== undefined));
  return {
    kind: "ok",
    access: {
      ...(user !== undefined && password !== undefined && { sasl: { mechanism, username: user, password } }),
      ...((values.tls || Object.keys(tls).length > 0) && { tls }),
    },
  };
}
