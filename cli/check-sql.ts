import { Option } from "commander";
import type { Command } from "commander";
import type { CheckSqlOptions } from "./commands/check-sql.ts";
import { createProgress } from "./progress.ts";
import type { ProgramOptions } from "./program-options.ts";

const footer = `
The query is asked so that it can change nothing, and is to find one number. Null fails. Passwords: in the connection
string or, for Postgres, in PGPASSWORD. Ends with 0 when the check holds (or only warns), 1 when it does not or could
not be asked. For example:
  tidemark check-sql --connect postgres://db/shop --query 'SELECT count(*) FROM orders WHERE total < 0' --expect '= 0' \\
    --dataset postgres://db:5432/shop.public.orders --name 'no negative totals'`;

/** `tidemark check-sql`: a query, a threshold and a connection. */
export function addCheckSql(program: Command, { env, terminal }: ProgramOptions): void {
  program
    .command("check-sql")
    .summary("a number of a database against a threshold, as a result of quality")
    .description(
      "Asks Postgres, ClickHouse or DuckDB for a number, compares it, and sends the result as one of quality.",
    )
    .requiredOption(
      "--connect <url>",
      "postgres://user@host/database, clickhouse://host:8123/database, duckdb:///path/shop.duckdb",
    )
    .requiredOption("--query <sql>", "finds one number")
    .requiredOption("--expect <threshold>", 'such as "= 0", "!= 0", "<= 100", "between 1 and 5"')
    .option("--dataset <address>", "what is checked, such as postgres://db:5432/shop.public.orders")
    .option("--column <name>", "the column that is checked")
    .option("--name <name>", "of the check; else the query")
    .addOption(
      new Option("--severity <severity>", "warn: ends with 0 all the same").choices(["error", "warn"]).default("error"),
    )
    .option("--job <name>", 'the job that checks; else "check." and the name')
    .option("--namespace <namespace>", 'of the job (OPENLINEAGE_NAMESPACE, else "default")')
    .option("--url <url>", "where to send: nats://… or http://… (TIDEMARK_URL, else the OpenLineage configuration)")
    .option("--no-send", "compare alone, and send nothing")
    .option("--json", "print one line of JSON")
    .addHelpText("after", footer)
    .action(async (options: CheckSqlOptions) => {
      const { checkSql } = await import("./commands/check-sql.ts");
      await checkSql({ env, terminal, progress: createProgress(process.stderr) }, options);
    });
}
