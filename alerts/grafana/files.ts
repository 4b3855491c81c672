import { stringify } from "yaml";
import type { AlertingFile, RuleGroup } from "./file-shapes.ts";
import { contactPoints, muteTimes, policies, templates } from "./notify.ts";
import { evaluateEvery, ruleOf } from "./rule.ts";
import type { AlertRule } from "./rule.ts";
import { deliveryRule, incidentRule } from "./rules/incident-rules.ts";
import { platformRules, watcherRules } from "./rules/platform-rules.ts";
import { atRiskRule, signalRules } from "./rules/signal-rules.ts";

const orgId = 1;

/** By the name of their group. */
const groups: Readonly<Record<string, readonly AlertRule[]>> = {
  "tidemark signals": [...signalRules, atRiskRule],
  "tidemark incidents": [incidentRule],
  "tidemark platform": [...watcherRules, deliveryRule, ...platformRules],
};

/** The uids of rules that were shipped and are no more. Never used again. */
const removed: readonly string[] = [];

const files: Readonly<Record<string, AlertingFile>> = {
  "rules.yml": {
    apiVersion: 1,
    groups: Object.entries(groups).map(([name, rules]): RuleGroup => ({
      orgId,
      name,
      folder: "Tidemark",
      interval: evaluateEvery,
      rules: rules.map(ruleOf),
    })),
    deleteRules: removed.map((uid) => ({ orgId, uid })),
  },
  "contact-points.yml": { apiVersion: 1, contactPoints },
  "policies.yml": { apiVersion: 1, policies },
  "templates.yml": { apiVersion: 1, templates },
  "mute-times.yml": { apiVersion: 1, muteTimes },
};

const head = "# Written by `npm run alerts`; docs/alerts-grafana.md tells what it is.\n";

/** What Grafana is given, by the name of the file. */
export function alertingFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      head + stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }),
    ]),
  );
}
