import { readSecret, readVariables } from "./config.ts";
import type { Environment } from "./config.ts";
import { schemaRegistryVariables } from "./command-variables.ts";

export type ParsedLogin =
  | { readonly kind: "ok"; readonly login: { readonly user: string; readonly password: string } | undefined }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Who a schema registry is told we are; undefined: nobody. `readText` reads the file of the password. */
export function parseSchemaRegistryLogin(env: Environment, readText: (path: string) => string): ParsedLogin {
  const problems: string[] = [];
  const values = readVariables(schemaRegistryVariables, env, problems);
  const { user, password, passwordFile } = schemaRegistryVariables;
  const secret = values.password ?? readSecret(passwordFile.name, values.passwordFile, readText, problems);
  if (problems.length === 0 && (values.user === undefined) !== (secret === undefined))
    problems.push(`${user.name} and ${password.name} (or ${passwordFile.name}) go together`);
  if (problems.length > 0) return { kind: "invalid", problems };
  const login = values.user === undefined || secret === undefined ? undefined : { user: values.user, password: secret };
  return { kind: "ok", login };
}
