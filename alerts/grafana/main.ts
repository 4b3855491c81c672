import { mkdirSync, writeFileSync } from "node:fs";
import { alertingFiles } from "./files.ts";

/** Writes the alert rules and who is told to where Grafana reads them; a test holds them current. */
const directory = new URL("../../deploy/grafana/provisioning/alerting/", import.meta.url);
mkdirSync(directory, { recursive: true });
for (const [name, content] of alertingFiles()) writeFileSync(new URL(name, directory), content);
