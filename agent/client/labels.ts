import type { Owner, Tag } from "../contract/facets/base.ts";

export type OwnersInput = readonly (string | Owner)[];

/** Tags as words, by key, or in full. */
export type TagsInput = readonly (string | Tag)[] | Readonly<Record<string, string>>;

export function ownersOf(owners: OwnersInput): readonly Owner[] {
  return owners.map((owner) => (typeof owner === "string" ? { name: owner } : owner));
}

/** A tag that is only a word has the value `true`, as the specification advises. */
export function tagsOf(tags: TagsInput | undefined, source = "USER"): readonly Tag[] {
  if (tags === undefined) return [];
  if (!isList(tags)) return Object.entries(tags).map(([key, value]) => ({ key, value, source }));
  return tags.map((tag) => (typeof tag === "string" ? { key: tag, value: "true", source } : tag));
}

function isList(tags: TagsInput): tags is readonly (string | Tag)[] {
  return Array.isArray(tags);
}
