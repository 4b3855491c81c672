export const tagType = "Array(Tuple(key String, value String, field String))";

/** The tags of a `tags` facet that are not of a field, as a map by key; of a key said twice the greater value. */
export function tagMap(json: string): string {
  const tags = `arraySort(arrayMap(tag -> (tag.1, tag.2),
    arrayFilter(tag -> tag.1 != '' AND tag.3 = '', JSONExtract(${json}, 'tags', '${tagType}'))))`;
  return `CAST(
    arrayFilter((tag, place) -> tag.1 != tupleElement((${tags})[place + 1], 1), ${tags}, arrayEnumerate(${tags})),
    'Map(String, String)')`;
}
