/** Where a secret is read from when it is needed. It is never in a file of expectations. */
export type SecretReference =
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "file"; readonly path: string };

export const secretPattern = /^\$\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^}\s][^}]*)\}$/;

/** `${env:SLACK_TOKEN}` or `${file:/run/secrets/slack}`, and nothing around it. */
export function parseSecretReference(text: string): SecretReference | undefined {
  if (!secretPattern.test(text)) return undefined;
  const [kind, ...rest] = text.slice(2, -1).split(":");
  const target = rest.join(":");
  return kind === "env" ? { kind: "env", name: target } : { kind: "file", path: target };
}

export type SecretValue =
  | { readonly kind: "ok"; readonly value: string }
  | { readonly kind: "missing"; readonly why: string };

/** The secret itself. `readText` reads a file; what it throws becomes the reason. */
export function readSecret(
  reference: SecretReference,
  env: Readonly<Record<string, string | undefined>>,
  readText: (path: string) => string,
): SecretValue {
  if (reference.kind === "env") {
    const value = env[reference.name]?.trim() ?? "";
    return value === "" ? { kind: "missing", why: `${reference.name} is not set` } : { kind: "ok", value };
  }
  try {
    const value = readText(reference.path).trim();
    return value === "" ? { kind: "missing", why: `${reference.path} is empty` } : { kind: "ok", value };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "missing", why: `${reference.path} cannot be read: ${why}` };
  }
}
