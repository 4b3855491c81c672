import { z } from "zod";
import { instant, named } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { schemaDifference } from "../schema-diff.ts";
import { latestSchema, schemaVersions } from "./schema-versions.ts";

const change = z.enum(["backward", "forward", "full", "breaking"]);
const fieldChange = z.object({ path: z.string(), type: z.string(), compatibility: change }).readonly();
const version = z.object({ version: z.number(), firstSeen: instant, lastSeen: instant }).readonly();

export const schemaDiffAnswer = z
  .object({
    dataset: named,
    from: version,
    to: version,
    compatibility: z.enum(["none", "backward", "forward", "full", "breaking"]).meta({
      description:
        "backward: a reader of the new schema can read old data; forward: a reader of the old one can read new data; " +
        "full: both; breaking: neither; none: they are the same",
    }),
    added: z.array(fieldChange).readonly(),
    removed: z.array(fieldChange).readonly(),
    changed: z
      .array(z.object({ path: z.string(), from: z.string(), to: z.string(), compatibility: change }).readonly())
      .readonly(),
  })
  .readonly();

export type SchemaDiffAnswer = z.infer<typeof schemaDiffAnswer>;

export type FoundDifference =
  | { readonly kind: "found"; readonly difference: SchemaDiffAnswer }
  /** No such version; `latest` is 0 when the dataset has no schema. */
  | { readonly kind: "no_version"; readonly latest: number };

/** Between two versions of a dataset's schema: unless said, the last and the one before it. */
export async function findSchemaDifference(
  ask: Ask,
  dataset: Named,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  asOf: Date | undefined,
): Promise<FoundDifference> {
  const newest = await latestSchema(ask, [dataset], asOf);
  const latest = newest?.version ?? 0;
  const until = to ?? latest;
  const since = from ?? Math.max(1, until - 1);
  const found = await schemaVersions(ask, dataset, [since, until], asOf);
  const [older, newer] = [since, until].map((wanted) => found.find((each) => each.version === wanted));
  if (older === undefined || newer === undefined) return { kind: "no_version", latest };
  const head = ({ version: number, firstSeen, lastSeen }: typeof older): z.infer<typeof version> => ({
    version: number,
    firstSeen,
    lastSeen,
  });
  const difference = schemaDifference(older.fields, newer.fields);
  return { kind: "found", difference: { dataset, from: head(older), to: head(newer), ...difference } };
}
