import type { Subject, Verdict } from "#signals/verdict.ts";

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** Where people look; undefined where nobody has said. Without a slash at the end. */
export interface Addresses {
  readonly grafana: string | undefined;
  /** Of a collector, as people reach it. */
  readonly tidemark: string | undefined;
  /** Where `docs/runbooks` can be read. */
  readonly runbooks: string | undefined;
}

/** The pages about an incident, as far as there are any. */
export function linksFor(
  incident: string,
  { signal, subject, evidence }: Pick<Verdict, "signal" | "subject" | "evidence">,
  ownRunbook: string | undefined,
  { grafana, tidemark, runbooks }: Addresses,
): readonly Link[] {
  const links: Link[] = [];
  const runbook = ownRunbook ?? (runbooks === undefined ? undefined : `${runbooks}/${signal}.md`);
  if (runbook !== undefined) links.push({ label: "Runbook", url: runbook });
  if (grafana !== undefined) links.push(...dashboards(grafana, subject, evidence.run));
  if (tidemark !== undefined) {
    links.push({ label: "Incident", url: `${tidemark}/api/v1/incidents/${incident}` });
    if (subject.kind === "dataset") {
      const { namespace, name } = subject;
      links.push({ label: "Why", url: address(`${tidemark}/api/v1/why`, { dataset: `${namespace}/${name}` }) });
    }
  }
  return links;
}

/** The dashboards of `dashboards/`, by their uids. */
function dashboards(
  grafana: string,
  { kind, namespace, name }: Subject,
  run: Verdict["evidence"]["run"],
): readonly Link[] {
  const page = (label: string, uid: string, variables: Readonly<Record<string, string>>): Link => ({
    label,
    url: address(
      `${grafana}/d/${uid}`,
      Object.fromEntries(Object.entries(variables).map(([key, value]) => [`var-${key}`, value])),
    ),
  });
  const links: Link[] = [];
  if (kind === "dataset") {
    links.push(page("Dataset", "tidemark-dataset", { namespace, dataset: name }));
    links.push(page("Lineage", "tidemark-lineage", { namespace, dataset: name }));
  } else if (kind === "job") links.push(page("Job", "tidemark-job", { job_namespace: namespace, job: name }));
  else if (kind === "budget") links.push(page("Cost", "tidemark-cost", {}));
  else links.push(page("Collector", "tidemark-collector", {}));
  if (run !== undefined) {
    links.push(page("Run", "tidemark-run", { job_namespace: run.job.namespace, job: run.job.name, run: run.runId }));
  }
  return links;
}

function address(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? path : `${path}?${query}`;
}
