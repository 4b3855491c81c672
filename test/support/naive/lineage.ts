import { columnEdges } from "./column-lineage.ts";
import { Names } from "./names.ts";
import { first, groups, last } from "./order.ts";
import type { Row } from "./row.ts";
import { uses } from "./run-datasets.ts";
import type { Told } from "./told.ts";

/** What a run read, to what it wrote; and what was declared outright. By the names to show. */
export function lineage(events: readonly Told[]): readonly Row[] {
  const names = new Names(events);
  const edges = [...ofRuns(events), ...declared(events)].map(({ source, target, job, times }) => {
    const [from, to] = [names.canonical(source), names.canonical(target)];
    return {
      ends: {
        source_namespace: from.namespace,
        source_name: from.name,
        target_namespace: to.namespace,
        target_name: to.name,
        job_namespace: job.namespace,
        job_name: job.name,
      },
      times,
    };
  });
  return groups(edges, ({ ends }) => Object.values(ends)).map((all) => ({
    ...all[0].ends,
    first_seen: first(all.flatMap(({ times }) => times)),
    last_seen: last(all.flatMap(({ times }) => times)),
    // SQL is read beside events, and by no model.
    inferred: false,
  }));
}

/** A run's datasets are the union over its events; a job event stands for itself. */
function ofRuns(events: readonly Told[]) {
  const together = groups(uses(events), ({ told }) =>
    told.kind === "job" ? [told.identity] : [told.job.namespace, told.job.name, told.runId],
  );
  return together.flatMap((run) => {
    const job = run[0].told.job;
    const side = (role: string) =>
      groups(
        run.filter(({ mention }) => mention.role === role),
        ({ mention }) => [mention.namespace, mention.name],
      );
    return side("input").flatMap((read) =>
      side("output").map((written) => ({
        source: read[0].mention,
        target: written[0].mention,
        job,
        times: [...read, ...written].map(({ told }) => told.at),
      })),
    );
  });
}

/** A column that comes from another makes one dataset come from the other. */
function declared(events: readonly Told[]) {
  return columnEdges(events).map(({ at, edge }) => ({
    source: { namespace: edge.source_namespace, name: edge.source_name },
    target: { namespace: edge.target_namespace, name: edge.target_name },
    job: { namespace: edge.job_namespace, name: edge.job_name },
    times: [at],
  }));
}
