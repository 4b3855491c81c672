import { chosenOrAll } from "../build/sql.ts";
import { choiceOrAll } from "../build/variables.ts";

export const inNamespace = choiceOrAll({
  name: "in_namespace",
  label: "Job namespace",
  description: "Narrows what is said of runs, jobs and cost. Datasets have namespaces of their own.",
  sql: "SELECT DISTINCT namespace FROM tidemark.jobs ORDER BY namespace LIMIT 1000",
});

/** A condition on `job_namespace`. */
export const asked = chosenOrAll("job_namespace", "in_namespace");
