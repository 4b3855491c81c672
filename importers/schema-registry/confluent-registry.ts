import { z } from "zod";
import { ImportError } from "../imported.ts";
import type { RegisteredVersion, Registry } from "./registry.ts";

export interface ConfluentRegistryOptions {
  /** Of Confluent's REST interface: `http://registry:8081`; Apicurio's has a path, `/apis/ccompat/v7`. */
  readonly url: string;
  readonly login?: { readonly user: string; readonly password: string };
}

const version = z.object({
  subject: z.string(),
  version: z.number(),
  id: z.number(),
  // Left out for Avro.
  schemaType: z.string().nullish(),
  schema: z.string(),
  references: z.array(z.object({ name: z.string(), subject: z.string(), version: z.number() })).nullish(),
  /** Milliseconds; newer registries tell when it was registered. */
  ts: z.number().nullish(),
});

const answerWithinMs = 30_000;
const mostBytes = 16 * 1024 * 1024;
const notFound = 404;

const subjectPath = (name: string): string => `/subjects/${encodeURIComponent(name)}/versions`;

export function openConfluentRegistry({ url, login }: ConfluentRegistryOptions): Registry {
  const base = url.replace(/\/+$/, "");
  const headers = {
    accept: "application/vnd.schemaregistry.v1+json, application/json",
    ...(login && { authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}` }),
  };
  const ask = async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const response = await reach(`${base}${path}`, headers);
    const text = await textOf(response, `${base}${path}`);
    if (response.status === notFound) return undefined;
    if (response.status === 401 || response.status === 403)
      throw new ImportError(
        `${base} does not let you in (${response.status}): set TIDEMARK_SCHEMA_REGISTRY_USER and TIDEMARK_SCHEMA_REGISTRY_PASSWORD`,
      );
    const parsed = response.ok ? schema.safeParse(jsonOf(text)) : undefined;
    if (parsed?.success === true) return parsed.data;
    throw new ImportError(`${base}${path}: it answers ${response.status}, and not as a schema registry does`);
  };
  const found = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await ask(path, schema);
    if (answer === undefined)
      throw new ImportError(`${base}${path}: there is no such thing; is this a schema registry?`);
    return answer;
  };
  const registry: Registry = {
    subjects: () => found("/subjects", z.array(z.string())),
    version: (name, number) => found(`${subjectPath(name)}/${number}`, version),
    async subject(name) {
      const versions: RegisteredVersion[] = [];
      for (const number of (await found(subjectPath(name), z.array(z.number()))).toSorted((a, b) => a - b))
        versions.push(await registry.version(name, number));
      const config = z.object({ compatibilityLevel: z.string() });
      const own = await ask(`/config/${encodeURIComponent(name)}`, config);
      const { compatibilityLevel } = own ?? (await ask("/config", config)) ?? {};
      return { name, dataset: topicOf(name), versions, compatibility: compatibilityLevel };
    },
  };
  return registry;
}

/** A subject is named after its topic: `orders-value`. Keys have a schema of their own, and so a name. */
function topicOf(subject: string): string {
  return subject.replace(/-value$/, "");
}

async function reach(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(answerWithinMs) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new ImportError(`no schema registry can be reached at ${new URL(url).origin}: ${String(cause)}`);
  }
}

async function textOf(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new ImportError(`${url}: the answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
