import { readFileSync } from "node:fs";
import type { Lent } from "#collector/beside.ts";
import type { Config } from "#collector/config/config.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { createSender } from "#alerts/channels/create-sender.ts";
import { vendorEndpoints } from "#alerts/channels/sender.ts";
import type { SenderEnvironment } from "#alerts/channels/sender.ts";
import { defaultIncidentSettings } from "#alerts/incidents/incident-settings.ts";
import { defaultAttempts } from "#alerts/watcher/channel-attempts.ts";
import { declaredDirectory } from "#alerts/incidents/declared-directory.ts";
import { graphLineage } from "#alerts/watcher/graph-lineage.ts";
import { lastGoodRun } from "#alerts/watcher/last-good.ts";
import { createStartedJobs } from "#alerts/watcher/started-jobs.ts";
import type { Lease } from "#alerts/watcher/lease.ts";
import { Watcher } from "#alerts/watcher/watcher.ts";
import { readSecret } from "#signals/expectations/values/secret-reference.ts";
import type { Evaluator } from "#signals/verdict.ts";

export interface WatchingOptions {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly evaluator: Evaluator;
  readonly lent: Lent;
  readonly lease: Lease;
  readonly logger: Logger;
  /** Where messages go that go to standard output. */
  readonly print: (text: string) => void;
}

/** Tells people what the evaluator finds, as the expectations say. */
export function createWatcher({ config, env, evaluator, lent, lease, logger, print }: WatchingOptions): Watcher {
  const { store, graphs, asking, metrics } = lent;
  const environment: SenderEnvironment = {
    secret: (reference) => readSecret(reference, env, (path) => readFileSync(path, "utf8")),
    endpoints: vendorEndpoints,
    print,
    now: Date.now,
  };
  const ask = asking(new AbortController().signal);
  const startedJobs = createStartedJobs(ask);
  return new Watcher({
    store,
    lease,
    directory: declaredDirectory(evaluator),
    lineage: async (troubled) => graphLineage((await graphs(undefined)).graph, await startedJobs(troubled)),
    lastGood: (subject, lineage) => lastGoodRun(ask, subject, lineage),
    senderOf: (channel) => createSender(channel, environment),
    addresses: {
      grafana: withoutSlash(config.grafanaUrl),
      tidemark: withoutSlash(config.publicUrl),
      runbooks: withoutSlash(config.runbooksUrl),
    },
    settings: defaultIncidentSettings,
    attempts: defaultAttempts,
    onAttempt(channel, outcome, why) {
      metrics.notification(channel, outcome);
      if (outcome === "retried") logger.warn({ channel, why }, "a channel could not be told; it is tried again");
      if (outcome === "failed") logger.error({ channel, why }, "a channel was not told, and is not tried again");
    },
    onProblem: (error) => logger.warn({ err: error }, "telling people did not succeed; it is tried again"),
    now: Date.now,
  });
}

function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, "");
}
