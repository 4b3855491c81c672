import { writeFileSync } from "node:fs";
import { dashboardFiles } from "./dashboards.ts";

/** Writes the dashboards to where Grafana reads them; a test holds them current. */
for (const [name, content] of dashboardFiles()) {
  writeFileSync(new URL(`./generated/${name}`, import.meta.url), content);
}
