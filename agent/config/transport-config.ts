import type { CompositeOptions } from "../transports/composite-transport.ts";
import type { FileOptions } from "../transports/file-transport.ts";
import type { HttpOptions } from "../transports/http/http-options.ts";
import type { NatsOptions } from "../transports/nats/nats-options.ts";
import type { Settings } from "./settings.ts";

export type TransportConfig =
  | { readonly type: "nats"; readonly options: NatsOptions }
  | { readonly type: "http"; readonly options: HttpOptions }
  | { readonly type: "file"; readonly options: FileOptions }
  | { readonly type: "console" }
  | { readonly type: "noop" }
  | { readonly type: "composite"; readonly options: CompositeOptions; readonly transports: readonly TransportConfig[] };

/** Where a collector listens that was started without configuration. */
export const defaultUrl = "http://127.0.0.1:5050";

/** The transport of a `transport` section; undefined, and a problem told, if it cannot be used. */
export function transportConfig(settings: Settings): TransportConfig | undefined {
  const type = settings.string("type")?.toLowerCase();
  switch (type) {
    case "nats":
      return { type, options: natsOptions(settings) };
    case "http":
    case "async_http":
      return httpConfig(settings);
    case "file":
      return fileConfig(settings);
    case "composite":
      return compositeConfig(settings);
    case "console":
    case "noop":
      return { type };
    default:
      settings.problem(
        `transport type ${JSON.stringify(type)} is not one of nats, http, file, console, composite, noop`,
      );
      return undefined;
  }
}

function natsOptions(settings: Settings): NatsOptions {
  return {
    url: settings.string("url") ?? "nats://127.0.0.1:4222",
    subject: settings.string("subject") ?? "openlineage.events",
    jetstream: settings.boolean("jetstream") ?? true,
    publishTimeoutMs: milliseconds(settings, "publishTimeout") ?? 5000,
    connectTimeoutMs: milliseconds(settings, "connectTimeout") ?? 5000,
    msgIdHeader: settings.boolean("msgIdHeader") ?? true,
    headers: settings.record("headers"),
    batch: Math.max(1, Math.trunc(settings.number("batch") ?? 1)),
    inFlight: Math.max(1, Math.trunc(settings.number("inFlight") ?? 256)),
    ...present(settings, ["user", "password", "token", "nkeysSeed", "credsFile"]),
    ...present(settings, ["tlsCaFile", "tlsCertFile", "tlsKeyFile"]),
  };
}

function httpConfig(settings: Settings): TransportConfig | undefined {
  const url = settings.string("url");
  if (url === undefined || !URL.canParse(url)) {
    settings.problem(`the http transport needs a url such as ${defaultUrl}`);
    return undefined;
  }
  if (settings.boolean("verify") === false) {
    settings.problem("the option verify: false is not supported; use NODE_EXTRA_CA_CERTS");
  }
  const endpoint = settings.string("endpoint") ?? "api/v1/lineage";
  const apiKey = apiKeyOf(settings);
  const gzip = settings.string("compression")?.toLowerCase() === "gzip";
  return {
    type: "http",
    options: {
      url,
      endpoint,
      timeoutMs: milliseconds(settings, "timeout") ?? 5000,
      headers: { ...settings.record("customHeaders"), ...settings.record("headers") },
      batch: Math.max(1, Math.trunc(settings.number("batch") ?? 100)),
      inFlight: Math.max(1, Math.trunc(settings.number("inFlight") ?? 4)),
      maxEventBytes: settings.number("maxEventBytes") ?? 4 * 1024 * 1024,
      ...(apiKey !== undefined && { apiKey }),
      ...(gzip && { compression: "gzip" }),
    },
  };
}

function apiKeyOf(settings: Settings): string | undefined {
  const auth = settings.section("auth");
  const type = auth?.string("type") ?? "api_key";
  if (type !== "api_key") {
    settings.problem(`auth type ${JSON.stringify(type)} is not supported, only api_key; events are sent without a key`);
    return undefined;
  }
  return auth?.string("apiKey") ?? settings.string("apiKey");
}

/** Python: `log_file_path`, and a file for each event unless `append`. Java: `location`, always appended to. */
function fileConfig(settings: Settings): TransportConfig | undefined {
  const logFilePath = settings.string("logFilePath");
  const path = logFilePath ?? settings.string("location") ?? settings.string("path");
  if (path === undefined) {
    settings.problem("the file transport needs log_file_path");
    return undefined;
  }
  return { type: "file", options: { path, append: settings.boolean("append") ?? logFilePath === undefined } };
}

function compositeConfig(settings: Settings): TransportConfig | undefined {
  const children = settings.sections("transports");
  const sorted =
    settings.boolean("sortTransports") === true
      ? children.toSorted((a, b) => (b.number("priority") ?? 0) - (a.number("priority") ?? 0))
      : children;
  const transports = sorted.map(transportConfig).filter((transport) => transport !== undefined);
  if (transports.length === 0) {
    settings.problem("the composite transport has no transports that can be used");
    return undefined;
  }
  return {
    type: "composite",
    transports,
    options: {
      continueOnFailure: settings.boolean("continueOnFailure") ?? true,
      continueOnSuccess: settings.boolean("continueOnSuccess") ?? true,
    },
  };
}

/**
 * A duration under one of the names the clients use. Python counts in seconds and Java in
 * milliseconds, under the same name in places: 100 and more must be milliseconds, since nobody waits
 * minutes for a broker.
 */
function milliseconds(settings: Settings, name: string): number | undefined {
  const exact = settings.number(`${name}Ms`) ?? settings.number(`${name}InMillis`);
  if (exact !== undefined) return exact;
  const value = settings.number(name);
  return value === undefined || value >= 100 ? value : value * 1000;
}

function present<K extends string>(settings: Settings, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = settings.string(key);
    if (value !== undefined) found[key] = value;
  }
  return found;
}
