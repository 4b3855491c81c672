/**
 * The words of a key, lower case, between underscores, so that whole words can be looked for:
 * `spark.apiKey`, `SPARK_API_KEY` and `spark-api-key` are all `_spark_api_key_`.
 */
export function words(key: string): string {
  const split = key.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `_${split
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_|_$/g, "")}_`;
}
