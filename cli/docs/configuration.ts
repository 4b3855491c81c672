import { commandLineVariables, kafkaVariables, schemaRegistryVariables } from "#collector/config/command-variables.ts";
import { variables } from "#collector/config/variables.ts";
import type { Variable } from "#collector/config/variable.ts";

/** `docs/configuration.md`, from the same table that the collector reads its environment by. */
export function configurationPage(): string {
  return `# Configuration

Everything is configured by environment variables, read and checked once at the start: all that is wrong is told at once, one line
a variable, and the process ends with code 2. An unknown \`TIDEMARK_*\` variable is a warning that names the nearest known one. An
empty variable counts as not set. Sizes take \`k\`, \`M\`, \`G\`, \`T\` (powers of 1000) and \`Ki\`, \`Mi\`, \`Gi\`, \`Ti\` (powers of 1024).

This page is generated: \`npm run docs:configuration\`.

## The collector: \`tidemark up\`

${rows(Object.values(variables))}
## Commands that ask a collector: \`tidemark status\`, \`tidemark why\` and the others

${rows(Object.values(commandLineVariables))}
## The bridge from Kafka: \`tidemark bridge kafka\`

And where events go to, from those above: \`TIDEMARK_NATS_URL\` and what belongs to it, or \`TIDEMARK_URL\` and \`TIDEMARK_API_KEY\`.

${rows(Object.values(kafkaVariables))}
## A schema registry: \`tidemark import schema-registry\`

${rows(Object.values(schemaRegistryVariables))}
\`tidemark run\` and \`tidemark emit\` are configured as the other OpenLineage clients: \`OPENLINEAGE_URL\`, \`openlineage.yml\` and so on.
Colours are left out with \`NO_COLOR\`.
`;
}

function rows(table: readonly Variable<unknown>[]): string {
  return table.map(entry).join("");
}

function entry({ name, meaning, form, secret, default: fallback }: Variable<unknown>): string {
  const value = fallback === undefined || fallback === "" ? "not set by default" : `default \`${fallback}\``;
  return `- **\`${name}\`** (${form}; ${value}${secret ? "; secret" : ""})  \n  ${meaning}\n`;
}
