/**
 * What names a dataset. `{ namespace, name }` goes as it is into `inputs` and `outputs` of an event.
 */
export interface DatasetName {
  readonly namespace: string;
  readonly name: string;
}

/** An integer from 1 to 65535, or its digits. */
export type Port = number | string;

export interface Server {
  /** A name or an address, IPv6 in brackets, without scheme, credentials or port. */
  readonly host: string;
  /** The engine's usual port when left out. */
  readonly port?: Port;
}

/** `scheme://host:port` */
export function server(scheme: string, at: Server, usualPort: number): string {
  return `${scheme}://${host(at, "host")}:${port(at, usualPort)}`;
}

/** The parts joined by dots. A dot within a part stays: upstream's clients do not escape it either. */
export function dotted<K extends string>(at: Readonly<Record<K, string>>, ...keys: readonly K[]): string {
  return keys.map((key) => part(at, key)).join(".");
}

export function part<K extends string>(at: Readonly<Record<K, string>>, key: K): string {
  const value: unknown = at[key];
  if (typeof value !== "string" || value.trim() === "") throw new TypeError(`${key} must be a text that is not empty`);
  return value;
}

// A URI in place of a host may hold a password, which must not get into a namespace, nor into an error.
const bareHost = /^(?:\[[\da-fA-F:.%]+\]|[^\s/:@?#[\]]+)$/;

export function host<K extends string>(at: Readonly<Record<K, string>>, key: K): string {
  const value = part(at, key);
  if (!bareHost.test(value))
    throw new TypeError(`${key} must be bare: no scheme, credentials, port, path or white space`);
  return value;
}

export function port(at: { readonly port?: Port }, usualPort: number): number {
  const value = Number(at.port ?? usualPort);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new TypeError("port must be from 1 to 65535");
  return value;
}
