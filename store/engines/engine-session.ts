import { quoteIdentifier, quoteString } from "../sql-text.ts";
import { readerRole } from "./engine-config.ts";
import type { EngineQuery } from "./engine-query.ts";

/**
 * The statements that make a fresh session fit for one query. For a restricted query the order is
 * the lock: rights first, then what the caller may choose, and `readonly` last, after which the engine
 * refuses every change of a setting, in a SETTINGS clause too.
 */
export function preludeOf(query: EngineQuery, tag: string): string {
  const settings: [string, string | number | boolean][] = Object.entries(query.settings);
  for (const [name, value] of Object.entries(query.parameters)) settings.push([`param_${checkName(name)}`, value]);
  // Names the statement in system.processes, by which it can be killed.
  if (query.stream || query.signal !== undefined) settings.push(["log_comment", tag]);
  if (query.restricted) settings.push(["readonly", 1]);

  const statements: string[] = [];
  if (query.restricted) statements.push(`SET ROLE ${readerRole}`);
  if (query.database !== undefined && query.database !== "") statements.push(`USE ${quoteIdentifier(query.database)}`);
  if (settings.length > 0)
    statements.push(`SET ${settings.map(([name, value]) => `${checkName(name)} = ${literal(value)}`).join(", ")}`);
  return statements.join("; ");
}

function literal(value: string | number | boolean): string {
  if (typeof value === "string") return quoteString(value);
  return typeof value === "number" ? String(value) : value ? "1" : "0";
}

function checkName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw new RangeError(
    `Code: 62. DB::Exception: ${JSON.stringify(name)} is not a name of a setting or parameter. (SYNTAX_ERROR)`,
  );
}
