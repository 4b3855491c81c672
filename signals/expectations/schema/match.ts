import { z } from "zod";
import { keys } from "./forms.ts";

const longestPattern = 1000;
const pattern = z
  .string({ error: "takes a pattern such as postgres://db:5432/shop.public.*" })
  .min(1, { error: "takes a pattern such as postgres://db:5432/shop.public.*" })
  .max(longestPattern);

/** Tags are text; a number or a yes is taken as it is written. */
const tagValue = z.union([pattern, z.number().transform(String), z.boolean().transform(String)]);

const conditions = keys({
  namespace: pattern.meta({ description: "Pattern of the namespace.", examples: ["snowflake://*"] }).optional(),
  name: pattern.meta({ description: "Pattern of the name.", examples: ["shop.public.*"] }).optional(),
  tags: z
    .record(z.string().min(1), tagValue)
    .meta({ description: "Tags it has, with patterns of their values; `*` for any.", examples: [{ tier: "1" }] })
    .optional(),
  type: pattern.meta({ description: "Kind of the dataset or job.", examples: ["VIEW"] }).optional(),
  except: z
    .union([pattern.transform((each) => [each]), z.array(pattern).max(200)])
    .meta({ description: "Patterns of what is left out." })
    .optional(),
}).refine((value) => Object.keys(value).some((key) => key !== "except"), {
  error: 'says nothing; to match everything write "**"',
});

export type MatchConditions = z.infer<typeof conditions>;

/** Any of several. */
export const match = z
  .union([
    pattern.transform((each): readonly (string | MatchConditions)[] => [each]),
    conditions.transform((each): readonly (string | MatchConditions)[] => [each]),
    z
      .array(z.union([pattern, conditions]))
      .min(1)
      .max(500),
  ])
  .meta({ id: "MatchPatterns" });
