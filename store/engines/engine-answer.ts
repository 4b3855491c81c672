import type { ChdbStream } from "./chdb.ts";

/** The pieces of a stream; `done` is called at its end, however that comes. */
export async function* piecesOf(stream: ChdbStream, done: () => void): AsyncGenerator<Uint8Array, undefined> {
  try {
    for await (const chunk of stream) yield chunk.raw();
    return undefined;
  } finally {
    done();
  }
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, undefined> {
  if (bytes.length > 0) yield bytes;
  return undefined;
}

/** The iterator with its first result put back; `return` reaches the source even before anything was read. */
export function resumed(
  first: IteratorResult<Uint8Array, undefined>,
  rest: AsyncGenerator<Uint8Array, undefined>,
): AsyncIterableIterator<Uint8Array> {
  let pending: IteratorResult<Uint8Array, undefined> | undefined = first;
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (pending === undefined) return rest.next();
    const result = pending;
    pending = undefined;
    return result;
  };
  return {
    next,
    return: async () => rest.return(undefined),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
