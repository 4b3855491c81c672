import { z } from "zod";
import { literalName } from "../resolve/matcher.ts";
import { keys } from "./forms.ts";

const longestName = 2000;
const form = "a dataset: namespace/name such as postgres://db:5432/shop.public.orders, or {namespace, name}";
const part = z
  .string()
  .min(1)
  .max(longestName)
  .refine((text) => !text.includes("\0"), { error: "takes no NUL" });

const datasetName = z
  .union(
    [
      part.transform((text, context) => {
        const named = literalName(text);
        if (named.namespace !== "") return named;
        context.issues.push({ code: "custom", message: `takes ${form}`, input: text });
        return z.NEVER;
      }),
      keys({ namespace: part, name: part }),
    ],
    { error: `takes ${form}` },
  )
  .meta({ id: "DatasetName", description: "A dataset: namespace/name, or the two apart." });

export const alias = keys({
  name: datasetName.meta({ description: "What it is also called.", examples: ["airflow/public.orders"] }),
  is: datasetName.meta({
    description: "What it is shown as.",
    examples: ["postgres://db:5432/shop.public.orders"],
  }),
});

const pattern = part.max(1000);
const replacement = part.max(1000);

/** Which names, by the whole namespace and the whole name; a part that is left out may be anything. */
const rewriteMatch = keys({
  namespace: pattern.meta({ description: "Pattern of the namespace.", examples: ["postgres://db.*:5432"] }).optional(),
  name: pattern.meta({ description: "Pattern of the name.", examples: ["**/dt=*"] }).optional(),
}).refine(({ namespace, name }) => namespace !== undefined || name !== undefined, {
  error: "takes `namespace`, `name` or both",
});

const rewriteTo = keys({
  namespace: replacement
    .meta({ description: "The new namespace; it stays when left out.", examples: ["postgres://db:5432"] })
    .optional(),
  name: replacement
    .meta({
      description: "The new name, with `$1` for what the first wildcard stood for; it stays when left out.",
      examples: ["shop.$1"],
    })
    .optional(),
  case: z.enum(["lower", "upper"]).meta({ description: "Of the letters A to Z of the name." }).optional(),
}).refine((to) => Object.values(to).some((value) => value !== undefined), {
  error: "takes `namespace`, `name`, `case` or several of them",
});

export const rewrite = keys({
  match: rewriteMatch.meta({ description: "Which names." }),
  to: rewriteTo.meta({ description: "What they become." }),
});

/** What datasets are called: for those that different producers name differently. */
export const names = keys({
  aliases: z.array(alias).max(10_000).meta({ description: "That one name is another." }).optional(),
  rewrites: z
    .array(rewrite)
    .max(100)
    .meta({ description: "Names by a pattern, also of datasets yet to come: the first that matches counts." })
    .optional(),
});
