import type { Named } from "../named.ts";

/** Values by namespace and name. */
export class NameMap<T> {
  readonly #values = new Map<string, T>();

  get({ namespace, name }: Named): T | undefined {
    return this.#values.get(keyOf(namespace, name));
  }

  set({ namespace, name }: Named, value: T): void {
    this.#values.set(keyOf(namespace, name), value);
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }
}

/** No two names have the same: the length says where the namespace ends. */
function keyOf(namespace: string, name: string): string {
  return `${namespace.length}:${namespace}${name}`;
}
