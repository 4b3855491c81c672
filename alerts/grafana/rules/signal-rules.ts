import type { SignalName } from "#signals/verdict.ts";
import { signalNames } from "#signals/verdict.ts";
import { panelOf } from "../panel-of.ts";
import type { PanelRef } from "../panel-of.ts";
import type { AlertRule } from "../rule.ts";
import { subject, subjectsOf } from "./subjects.ts";

/** What a rule says of a breach of a signal. */
interface Words {
  readonly title: string;
  /** After the name of what is judged. */
  readonly says: string;
  readonly about: string;
  readonly panel: PanelRef;
}

const late = "is {{ humanizeDuration .Values.A.Value }} late; its owner is {{ .Labels.owner }}";
const counted = (what: string): string => `${what}: {{ .Values.A.Value }} in breach; its owner is {{ .Labels.owner }}`;

const ofDataset = panelOf("dataset", "Signals");
const datasetsLate = panelOf("sla", "Datasets late or at risk");
const jobsLate = panelOf("sla", "Jobs late or at risk");

const words: Readonly<Record<Exclude<SignalName, "watcher">, Words>> = {
  freshness: {
    title: "Dataset is late",
    says: late,
    about: "New data is not there by its deadline, greatest age or usual gap.",
    panel: datasetsLate,
  },
  completeness: {
    title: "Data is missing",
    says: late,
    about: "Intervals of data that should be complete are not.",
    panel: datasetsLate,
  },
  completion: {
    title: "Job is late",
    says: late,
    about: "No run has completed by the job's deadline or usual time.",
    panel: jobsLate,
  },
  late_data: {
    title: "Data comes too late",
    says: counted("late data"),
    about: "More data than allowed came after its interval was closed.",
    panel: ofDataset,
  },
  volume: {
    title: "Volume is off",
    says: counted("rows, bytes or files outside of what is expected"),
    about: "A run wrote more or less than expected: too few, too many, none, or always the same.",
    panel: panelOf("dataset", "Rows"),
  },
  quality: {
    title: "Checks fail",
    says: counted("quality checks"),
    about: "Quality checks did not hold at their last result.",
    panel: panelOf("dataset", "Checks"),
  },
  schema: {
    title: "Schema changed",
    says: counted("incompatible changes"),
    about: "The schema changed in a way that is not allowed.",
    panel: panelOf("dataset", "Schema versions"),
  },
  duration: {
    title: "Job takes too long",
    says: counted("duration"),
    about: "A run takes longer, or was shorter, than expected.",
    panel: panelOf("job", "Duration"),
  },
  failures: {
    title: "Job fails",
    says: counted("failures"),
    about: "Its last runs failed.",
    panel: panelOf("job", "Runs of the range"),
  },
  retries: {
    title: "Job needs retries",
    says: counted("retries"),
    about: "Runs need more attempts than usual.",
    panel: panelOf("job", "Attempts"),
  },
  cost: {
    title: "Cost is over budget",
    says: counted("cost"),
    about: "A budget is used up, or will be by its end.",
    panel: panelOf("cost", "Cost by job"),
  },
  slo: {
    title: "Error budget is used up",
    says: counted("objectives"),
    about: "More deadlines were missed than the objective allows.",
    panel: panelOf("sla", "Error budgets"),
  },
  dead_letters: {
    title: "Events are refused",
    says: counted("dead letters"),
    about: "Events became dead letters.",
    panel: panelOf("collector", "Dead letters"),
  },
  lag: {
    title: "The platform lags behind",
    says: counted("lag"),
    about: "Events wait longer than allowed before they are stored.",
    panel: panelOf("collector", "Delay"),
  },
};

const timely: ReadonlySet<SignalName> = new Set(["freshness", "completeness", "completion"]);

const secondsLate =
  "maxIf(greatest(1., coalesce(toFloat64(dateDiff('second', deadline, $__toTime)), observed, 1.)), state = 'breach')";

/** A rule for each signal, over what it says now. Where nothing is judged, nothing can be in breach. */
export const signalRules: readonly AlertRule[] = signalNames.flatMap((signal): readonly AlertRule[] => {
  if (signal === "watcher") return [];
  const { title, says, about, panel } = words[signal];
  return [
    {
      uid: `tidemark-signal-${signal.replaceAll("_", "-")}`,
      title,
      kind: "signal",
      sql: subjectsOf(
        `signal = '${signal}'`,
        timely.has(signal) ? `toFloat64(${secondsLate})` : "toFloat64(countIf(state = 'breach'))",
      ),
      above: 0,
      summary: `${subject} ${says}`,
      description: about,
      runbook: `${signal}.md`,
      panel,
      labels: { signal },
      holds: "0s",
      noData: "OK",
      onError: "KeepLast",
    },
  ];
});

export const atRiskRule: AlertRule = {
  uid: "tidemark-signal-at-risk",
  title: "Deadline is at risk",
  kind: "signal",
  sql: subjectsOf(
    "signal IN ('freshness', 'completion')",
    "toFloat64(maxIf(greatest(1., coalesce(observed, 1.)), state = 'at_risk'))",
  ),
  above: 0,
  summary: `${subject} will be {{ humanizeDuration .Values.A.Value }} late; its owner is {{ .Labels.owner }}`,
  description: "By the time that what it waits for still needs, it will not be there when it is due.",
  runbook: "freshness.md",
  panel: datasetsLate,
  labels: { signal: "at_risk" },
  holds: "5m",
  noData: "OK",
  onError: "KeepLast",
};
