import type { JsonObject } from "#agent/contract/json.ts";
import { compileTemplate } from "./template.ts";
import type { Template } from "./template.ts";
import type { Wire } from "./wire.ts";

/** The templates of one job, each compiled when it is first needed. */
export type Variants = (key: string, event: () => JsonObject) => Template;

export function createVariants(wire: Wire): Variants {
  const compiled = new Map<string, Template>();
  return (key, event) => {
    let template = compiled.get(key);
    if (template === undefined) {
      template = compileTemplate(wire.write(event()));
      compiled.set(key, template);
    }
    return template;
  };
}
