/** How jobs and datasets are named. Both parts may hold any character, slashes too. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** As a person reads and types it. */
export function nameText({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}

/** More slashes than a real name has. */
const maxSplits = 50;

/** What `namespace/name` can mean: it may be split at any slash, since both parts may hold some. */
export function splits(text: string): readonly Named[] {
  const found: Named[] = [];
  for (let at = text.indexOf("/"); at !== -1 && found.length < maxSplits; at = text.indexOf("/", at + 1)) {
    const [namespace, name] = [text.slice(0, at), text.slice(at + 1)];
    if (namespace !== "" && name !== "") found.push({ namespace, name });
  }
  return found;
}
