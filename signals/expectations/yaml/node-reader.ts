import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Alias, ParsedNode, Scalar, YAMLMap } from "yaml";
import type { Position } from "../problem.ts";
import { isPlainObject } from "./located.ts";
import type { Located, Path, Plain, PlainObject } from "./located.ts";

export interface NodeProblem {
  readonly offset: number;
  readonly message: string;
}

/** Many aliases of aliases grow without bound; a file that people write stays far below. */
const maxValues = 100_000;
const maxDepth = 50;

interface Place {
  readonly value: number;
  readonly key: number | undefined;
}

/**
 * Makes plain values of a document's nodes and remembers where each stands. An alias stands where its anchor is, since that
 * is where a person changes it.
 */
export class NodeReader {
  readonly problems: NodeProblem[] = [];
  readonly #position: (offset: number) => Position;
  readonly #places = new Map<string, Place>();
  readonly #anchors = new Map<string, ParsedNode>();
  /** The nodes that are being read: one that is reached again contains itself. */
  readonly #open = new Set<ParsedNode>();
  #values = 0;

  constructor(position: (offset: number) => Position) {
    this.#position = position;
  }

  read(node: ParsedNode, path: Path = [], key?: number): Plain {
    if (isAlias(node)) return this.#alias(node, path, key);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#values++;
    if (this.#values > maxValues)
      return this.#wrong(node, "expands to more than 100,000 values", this.#values === maxValues + 1);
    if (path.length > maxDepth) return this.#wrong(node, "is nested too deeply");
    if (this.#open.has(node)) return this.#wrong(node, "contains itself");
    this.#places.set(JSON.stringify(path), { value: node.range[0], key });
    this.#open.add(node);
    const value = this.#content(node, path);
    this.#open.delete(node);
    return value;
  }

  located(value: Plain): Located {
    const place = (path: Path): Place => {
      for (let length = path.length; length > 0; length--) {
        const found = this.#places.get(JSON.stringify(path.slice(0, length)));
        if (found !== undefined) return found;
      }
      return this.#places.get("[]") ?? { value: 0, key: undefined };
    };
    return {
      value,
      positionOf: (path) => this.#position(place(path).value),
      keyPositionOf: (path) => this.#position(place(path).key ?? place(path).value),
    };
  }

  #content(node: Exclude<ParsedNode, Alias.Parsed>, path: Path): Plain {
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    return this.#scalar(node);
  }

  #map(node: YAMLMap.Parsed, path: Path): PlainObject {
    const own = new Map<string, Plain>();
    const merged = new Map<string, Plain>();
    for (const { key, value } of node.items) {
      const name = this.#key(key);
      if (name === undefined) continue;
      if (name === "<<") {
        for (const [each, plain] of this.#merge(value, path)) if (!merged.has(each)) merged.set(each, plain);
        continue;
      }
      if (own.has(name)) this.#wrong(key, `the key \`${name}\` is there twice`);
      // What a merge brought under this key is hidden, with its places.
      own.set(name, value === null ? null : this.read(value, [...path, name], key.range[0]));
    }
    return Object.fromEntries([...merged, ...own]);
  }

  /** `<<: *anchor`, or a list of them: the keys of other maps, where the map has none of its own. */
  #merge(value: ParsedNode | null, path: Path): readonly (readonly [string, Plain])[] {
    const sources = value !== null && isSeq(value) ? value.items : [value];
    return sources.flatMap((source) => {
      const plain = source === null ? null : this.read(source, path);
      if (isPlainObject(plain)) return Object.entries(plain);
      this.problems.push({ offset: source?.range[0] ?? 0, message: "`<<` takes an alias of a map, or a list of them" });
      return [];
    });
  }

  #key(key: ParsedNode): string | undefined {
    if (isScalar(key)) return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
    this.#wrong(key, "a key must be a word");
    return undefined;
  }

  #scalar({ value, source, range }: Scalar.Parsed): Plain {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return value;
    this.problems.push({ offset: range[0], message: "has no plain value" });
    return source;
  }

  #alias(node: Alias.Parsed, path: Path, key: number | undefined): Plain {
    const target = this.#anchors.get(node.source);
    if (target !== undefined) return this.read(target, path, key);
    const message = `\`*${node.source}\` names no anchor; a pattern that begins with * must be quoted: "*${node.source}"`;
    return this.#wrong(node, message);
  }

  #wrong(node: ParsedNode, message: string, told = true): null {
    if (told) this.problems.push({ offset: node.range[0], message });
    return null;
  }
}
