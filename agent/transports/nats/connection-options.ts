import { readFile } from "node:fs/promises";
import type * as Nats from "@nats-io/transport-node";
import type { Authenticator, ConnectionOptions, NodeConnectionOptions } from "@nats-io/transport-node";
import type { NatsOptions } from "./nats-options.ts";

/**
 * How to dial, from the options. Reconnecting is left to the sender, which pauses as its circuit
 * says: the client's own way keeps a timer that would keep a finished pipeline from ending.
 *
 * @throws when the credentials file cannot be read.
 */
export async function connectionOptions(
  nats: typeof Nats,
  options: NatsOptions,
  known: readonly string[],
): Promise<NodeConnectionOptions> {
  const urls = options.url.split(",").map((url) => url.trim());
  const login = credentialsIn(urls);
  const authenticator = await authenticatorOf(nats, options, login);
  const tls = tlsOptions(options, urls);
  return {
    name: "tidemark-agent",
    servers: [...new Set([...urls.map(withoutCredentials), ...known])],
    reconnect: false,
    timeout: options.connectTimeoutMs,
    ...(authenticator && { authenticator }),
    ...(tls && { tls }),
  };
}

interface Login {
  readonly user: string;
  readonly password: string;
}

async function authenticatorOf(
  nats: typeof Nats,
  options: NatsOptions,
  login: Login | undefined,
): Promise<Authenticator | undefined> {
  if (options.credsFile !== undefined) return nats.credsAuthenticator(await readFile(options.credsFile));
  if (options.nkeysSeed !== undefined) return nats.nkeyAuthenticator(new TextEncoder().encode(options.nkeysSeed));
  if (options.token !== undefined) return nats.tokenAuthenticator(options.token);
  if (options.user !== undefined) return nats.usernamePasswordAuthenticator(options.user, options.password ?? "");
  if (login === undefined) return undefined;
  return login.password === ""
    ? nats.tokenAuthenticator(login.user)
    : nats.usernamePasswordAuthenticator(login.user, login.password);
}

function tlsOptions(options: NatsOptions, urls: readonly string[]): ConnectionOptions["tls"] | undefined {
  const { tlsCaFile, tlsCertFile, tlsKeyFile } = options;
  const wanted = urls.some((url) => url.startsWith("tls://"));
  if (!wanted && tlsCaFile === undefined && tlsCertFile === undefined && tlsKeyFile === undefined) return undefined;
  return {
    ...(tlsCaFile !== undefined && { caFile: tlsCaFile }),
    ...(tlsCertFile !== undefined && { certFile: tlsCertFile }),
    ...(tlsKeyFile !== undefined && { keyFile: tlsKeyFile }),
  };
}

const userInfo = /^(?<scheme>[a-z]+:\/\/)?(?<user>[^@/:]*)(?::(?<password>[^@/]*))?@/;

/** `nats://user:password@host` or `nats://token@host`. */
function credentialsIn(urls: readonly string[]): Login | undefined {
  for (const url of urls) {
    const groups = userInfo.exec(url)?.groups;
    if (groups !== undefined) return { user: decode(groups["user"]), password: decode(groups["password"]) };
  }
  return undefined;
}

function withoutCredentials(url: string): string {
  return url.replace(userInfo, "$<scheme>");
}

function decode(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
