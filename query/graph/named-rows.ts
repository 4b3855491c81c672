import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import type { Named } from "../named.ts";

/** Bytes of the names in one statement. They go into it as parameters, and these into an address of at most a megabyte. */
const bytesAtOnce = 200_000;
/** Few statements with many names: most of what one costs is that it is planned. */
const namesAtOnce = 5000;
/** With so few, the namespaces of the names need not be said for each name. */
const fewNamespaces = 8;

/**
 * The rows of a statement for many names, asked for in as many statements as it takes.
 *
 * @param statement of the condition that columns are one of the names.
 */
export async function rowsOfNames<T>(
  ask: Ask,
  names: readonly Named[],
  statement: (among: (namespace: string, name: string) => string, values: BoundValues) => string,
): Promise<readonly T[]> {
  const parts = await Promise.all(
    portions(names).map(async (portion) => {
      const values = new BoundValues();
      return ask<T>(statement(conditionOf(portion, values), values), values);
    }),
  );
  return parts.flat();
}

/**
 * Arrays, from which the engine makes a set before it plans: with a literal for each name it plans for longer
 * than it runs.
 */
function conditionOf(names: readonly Named[], values: BoundValues): (namespace: string, name: string) => string {
  const byNamespace = Map.groupBy(names, ({ namespace }) => namespace);
  if (byNamespace.size > fewNamespaces) {
    const namespaces = bindAll(
      names.map(({ namespace }) => namespace),
      values,
    );
    const own = bindAll(
      names.map(({ name }) => name),
      values,
    );
    return (namespace, name) => `(${namespace}, ${name}) IN arrayZip(${namespaces}, ${own})`;
  }
  const groups = [...byNamespace].map(([namespace, those]) => ({
    namespace: values.text(namespace),
    names: bindAll(
      those.map(({ name }) => name),
      values,
    ),
  }));
  return (namespace, name) =>
    `(${groups.map((group) => `${namespace} = ${group.namespace} AND ${name} IN ${group.names}`).join(" OR ")})`;
}

function bindAll(texts: readonly string[], values: BoundValues): string {
  return values.bind("Array(String)", texts);
}

function portions(names: readonly Named[]): readonly (readonly Named[])[] {
  const isFew = new Set(names.map(({ namespace }) => namespace)).size <= fewNamespaces;
  const found: Named[][] = [];
  let bytes = Infinity;
  for (const named of names) {
    const size = bytesOf(named.name) + (isFew ? 0 : bytesOf(named.namespace));
    const last = found.at(-1);
    if (last === undefined || bytes + size > bytesAtOnce || last.length >= namesAtOnce) {
      found.push([named]);
      bytes = size;
    } else {
      last.push(named);
      bytes += size;
    }
  }
  return found;
}

/** As it stands in an array in a setting of the embedded engine, where quotes and what is escaped is escaped again. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text) + 3 * (text.match(/[\\'\t\n\r\b\f\0]/g)?.length ?? 0) + 5;
}
