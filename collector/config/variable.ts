import { z } from "zod";
import { splitList } from "./split-list.ts";

/** One environment variable: what it is called, what it means, and how its text becomes a value. */
export interface Variable<T> {
  readonly name: string;
  /** As it would be written in the environment; undefined when leaving it out means "none". */
  readonly default: string | undefined;
  /** For a person, one sentence. */
  readonly meaning: string;
  /** What a right value looks like, for error messages: `a port, 0 to 65535`. */
  readonly form: string;
  /** Never shown in messages or logs. */
  readonly secret: boolean;
  readonly schema: z.ZodType<T, string>;
}

interface Kind<T> {
  readonly form: string;
  readonly schema: z.ZodType<T, string>;
}

export const text: Kind<string> = { form: "text", schema: z.string() };
export const path: Kind<string> = { form: "a path", schema: z.string() };
export const subject: Kind<string> = {
  form: "a NATS subject without wildcards",
  schema: z.string().regex(/^[^\s.*>]+(?:\.[^\s.*>]+)*$/),
};
export const streamName: Kind<string> = {
  form: "a name without spaces, dots, wildcards and slashes",
  schema: z.string().regex(/^[^\s.*>/\\]+$/),
};
export const port: Kind<number> = {
  form: "a port, 0 to 65535 (0 picks a free one)",
  schema: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65_535)),
};
export const flag: Kind<boolean> = {
  form: "`true` or `false`",
  schema: z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1"),
};
export const list: Kind<readonly string[]> = {
  form: "names, separated by commas",
  schema: z.string().transform((value) => splitList(value)),
};

const units: ReadonlyMap<string, number> = new Map([
  ["k", 1e3],
  ["m", 1e6],
  ["g", 1e9],
  ["t", 1e12],
  ["ki", 1024],
  ["mi", 1024 ** 2],
  ["gi", 1024 ** 3],
  ["ti", 1024 ** 4],
]);

export const size: Kind<number> = {
  form: "a size of at least 1 kB, such as 16MB or 1000000",
  schema: z
    .string()
    .regex(/^\d+(?:\.\d+)?\s*(?:[kmgt]i?)?b?$/i)
    .transform((value) => {
      const unit = /[kmgt]i?(?=b?$)/i.exec(value)?.[0].toLowerCase() ?? "";
      return Math.floor(Number.parseFloat(value) * (units.get(unit) ?? 1));
    })
    .pipe(z.number().min(1000).max(Number.MAX_SAFE_INTEGER)),
};

const secondsOfUnit: ReadonlyMap<string, number> = new Map([
  ["d", 86_400],
  ["w", 7 * 86_400],
  ["y", 365 * 86_400],
]);

export const age: Kind<number> = {
  form: "an age of at least a day, such as 90d, 26w or 3y",
  schema: z
    .string()
    .regex(/^\d{1,5}\s*[dwy]$/)
    .transform((value) => Number.parseInt(value, 10) * (secondsOfUnit.get(value.slice(-1)) ?? 0))
    .pipe(z.number().min(86_400)),
};

export function oneOf<const T extends readonly [string, ...string[]]>(...values: T): Kind<T[number]> {
  return { form: values.map((value) => `\`${value}\``).join(" or "), schema: z.enum(values) };
}

export function urlOf(...protocols: readonly string[]): Kind<string> {
  const schema = z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));
  return { form: `a URL (${protocols.map((protocol) => `${protocol}//…`).join(", ")})`, schema };
}

/** `nats://a:4222,b:4222`: a list of servers, each with or without its scheme. */
export const natsServers: Kind<string> = {
  form: "one or several of nats://host:port, tls://host:port, separated by commas",
  schema: z.string().refine((value) => {
    const servers = splitList(value);
    return servers.length > 0 && servers.every((server) => /^(?:(?:nats|tls):\/\/)?[^\s/]+\/?$/.test(server));
  }),
};

export const replicas: Kind<number> = {
  form: "`1`, `3` or `5`",
  schema: z.enum(["1", "3", "5"]).transform(Number),
};

export function required<T>(kind: Kind<T>, name: string, fallback: string, meaning: string): Variable<T> {
  return { ...kind, name, default: fallback, meaning, secret: false };
}

export function optional<T>(
  kind: Kind<T>,
  name: string,
  meaning: string,
): Variable<T | undefined> & { readonly optional: true } {
  return { ...kind, name, default: undefined, meaning, secret: false, optional: true };
}

export function secret(name: string, meaning: string): Variable<string | undefined> & { readonly optional: true } {
  return { ...optional(text, name, meaning), secret: true };
}
