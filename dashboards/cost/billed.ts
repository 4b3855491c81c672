import { chosenOrAll } from "../build/sql.ts";
import { choiceOrAll } from "../build/variables.ts";

export const currency = choiceOrAll({
  name: "currency",
  label: "Currency",
  description: "Amounts are not converted: with all of them, look at one row or colour at a time.",
  sql: "SELECT DISTINCT toString(currency) AS currency FROM tidemark.costs ORDER BY currency LIMIT 100",
});

export const billed = `$__timeFilter(event_time) AND ${chosenOrAll("currency", "currency")}`;
export const named = "if(currency = '', 'no currency', toString(currency))";

/** Each run of the range with what it cost, by currency. */
export const runCosts = `
      SELECT job_namespace, job_name, run_id, currency, sum(amount) AS run_amount
      FROM tidemark.costs WHERE ${billed} GROUP BY job_namespace, job_name, run_id, currency`;
