import { dashboardJson } from "./build/json.ts";
import { collector } from "./collector.ts";
import { cost } from "./cost.ts";
import { dataset } from "./dataset.ts";
import { incidents } from "./incidents.ts";
import { job } from "./job.ts";
import { lineage } from "./lineage.ts";
import { overview } from "./overview.ts";
import { run } from "./run.ts";
import { sla } from "./sla.ts";

/** Each dashboard by the name of its file in `generated/`. */
export const dashboards = { overview, incidents, job, run, dataset, lineage, sla, cost, collector } as const;

/** The files that Grafana is given, by name. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(Object.entries(dashboards).map(([name, dashboard]) => [`${name}.json`, dashboardJson(dashboard)]));
}
