import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { dialectNamed, dialects } from "#sql/dialect.ts";
import type { Dialect } from "#sql/dialect.ts";
import type { SqlLineageOptions } from "./commands/sql-lineage.ts";
import type { ProgramOptions } from "./program-options.ts";

const footer = `
Nothing is sent and no database is asked. Ends with 1 when a statement was left out, with the reason. For example:
  tidemark sql-lineage load.sql --dialect postgresql --dataset-namespace postgres://db:5432 --table-prefix shop.public
  echo 'INSERT INTO a SELECT b FROM c' | tidemark sql-lineage - --json`;

/** `tidemark sql-lineage`: what a text of SQL reads and writes. */
export function addSqlLineage(program: Command, { terminal, notice = () => undefined }: ProgramOptions): void {
  program
    .command("sql-lineage")
    .summary("what a text of SQL reads and writes, by tables and columns")
    .description("Tells from the text of statements which tables and columns they read, and into which they write.")
    .argument("<file>", "SQL, one or several statements; - for what comes in")
    .option("--dialect <dialect>", "of the text: postgresql, snowflake, bigquery, spark …", dialectOf, "generic")
    .option("--dataset-namespace <namespace>", "of the tables, such as postgres://db:5432; else they stand as written")
    .option("--table-prefix <prefix>", "before names that lack database or schema, such as shop.public")
    .option("--json", "print one line of JSON")
    .addHelpText("after", footer)
    .action(async (file: string, options: SqlLineageOptions) => {
      const { sqlLineage } = await import("./commands/sql-lineage.ts");
      await sqlLineage({ terminal, notice, input: process.stdin }, file, options);
    });
}

function dialectOf(said: string): Dialect {
  const dialect = dialectNamed(said);
  if (dialect === undefined) throw new InvalidArgumentError(`There are: ${dialects.join(", ")}.`);
  return dialect;
}
