/** A read view of what Tidemark itself has judged or done; its SQL is in the migration that made its table. */
export interface RecordedView {
  readonly name: string;
  /** What a row is. */
  readonly about: string;
  /** In their order: type and meaning. */
  readonly columns: Readonly<Record<string, readonly [type: string, meaning: string]>>;
}

const instant = "DateTime64(6, 'UTC')";
const instantOrNull = `Nullable(${instant})`;
const label = "LowCardinality(String)";
const number = "Nullable(Float64)";

const subject = {
  signal: [label, "`freshness`, `volume` …: [signals.md](signals.md)"],
  subject_kind: [label, "what is judged: `dataset`, `job`, `budget` or `platform`"],
  subject_namespace: [label, "of the dataset (its canonical name) or job"],
  subject_name: ["String", "of the dataset, job or budget"],
  aspect: ["String", "which of several of one signal: `rows`, a check; empty where there is one"],
} as const;

const state = {
  state: [
    label,
    "`ok`, `at_risk`, `breach`, `learning` (too little history), `unknown` (nobody says what would be judged), `excused` (maintenance, a backfill)",
  ],
  severity: [label, "`info`, `warning`, `error`, `critical`: what a breach weighs"],
  since: [instant, "event time at which this state began: when it was due, failed, changed"],
  judged_at: [instant, "when it was last said; what is `ok` is said again once a day, all else every ten minutes"],
  observed: [number, "in `unit`"],
  expected: [number, "in `unit`"],
  lower: [number, "the least that is in order"],
  upper: [number, "the most that is in order"],
  unit: [label, "`s`, `rows`, `bytes`, `files`, `share`, `count`, or a currency by ISO 4217"],
  p: [number, "how often as odd a value comes when nothing is wrong; NULL where nothing was learnt"],
  deadline: [instantOrNull, "what was or is to be met"],
} as const;

const signals: RecordedView = {
  name: "signals",
  about: "What each signal says of each dataset and job now.",
  columns: {
    ...subject,
    ...state,
    history_points: ["Int64", "how much past it rests on"],
    history_wanted: ["Int64", "how much is needed to judge"],
    history_from: [instantOrNull, "the oldest of it"],
    summary: ["String", "in a sentence"],
    owner: [label, "who answers for it, by expectations"],
    importance: [label, "`low`, `normal`, `high`, `critical`"],
    run_job_namespace: [label, "of the job whose run is the evidence"],
    run_job_name: ["String", "the job whose run is the evidence"],
    run_id: ["String", "the run"],
    run_error: ["String", "its error"],
    evidence: ["String", "all that it can be checked by, as JSON"],
  },
};

const signalHistory: RecordedView = {
  name: "signal_history",
  about:
    "Each state that a signal of a dataset or job was in, with its last numbers. It held from `since` to the next.",
  columns: { ...subject, ...state, summary: ["String", "in a sentence"] },
};

const rules: RecordedView = {
  name: "rules",
  about: "When each signal was last evaluated. One that stays behind watches nothing.",
  columns: {
    rule: [label, "the signal"],
    evaluated_at: [instant, "when"],
    subjects: ["Int64", "of how many datasets, jobs, budgets something was said"],
    breaches: ["Int64", "how many verdicts are `breach` or `at_risk`"],
    duration_ms: ["Float64", "how long it took"],
    newest_data_at: [instantOrNull, "when the newest event it knew was received"],
    error: ["String", "why it could not be evaluated; empty when it was"],
  },
};

const incidents: RecordedView = {
  name: "incidents",
  about: "An incident: trouble with one cause, and all that it broke. See [alerts.md](alerts.md).",
  columns: {
    incident_id: ["String", "twelve letters and digits"],
    state: ["String", "`open`, `acknowledged`, `snoozed` (for now), `resolved`"],
    severity: ["String", "the highest that a member has had: `info`, `warning`, `error`, `critical`"],
    title: ["String", "what is wrong, in a line"],
    cause_kind: ["String", "`dataset`, `job`, `budget` or `platform`"],
    cause_namespace: ["String", "of the cause: the furthest upstream that is in trouble"],
    cause_name: ["String", "of the cause"],
    signal: ["String", "which signal says most of it: `freshness`, `failures` …"],
    owner: ["String", "who answers for the cause, by expectations"],
    opened_at: [instant, "when it was opened; the last time, where it was reopened"],
    resolved_at: [instantOrNull, "when it ended; NULL while it lasts"],
    acknowledged_at: [instantOrNull, "since it was opened"],
    acknowledged_by: ["String", "who did"],
    snoozed_until: [instantOrNull, "until when nobody is told"],
    merged_into: ["String", "the incident that it is now part of"],
    reopened: ["Int64", "how often it came back"],
    members: ["Int64", "breaches in it, those that are over too"],
    active_members: ["Int64", "those that are not over"],
    blast_radius: ["Int64", "datasets downstream of the cause"],
    notified_at: [instantOrNull, "when the first notification was delivered"],
    notifications: ["Int64", "how many were delivered"],
    updated_at: [instant, "when something last happened to it"],
  },
};

const incidentMembers: RecordedView = {
  name: "incident_members",
  about: "A breach in an incident.",
  columns: {
    incident_id: ["String", "in which"],
    ...subject,
    state: ["String", "`breach` or `at_risk`, when it was last written down"],
    severity: ["String", "what the breach weighs"],
    since: [instantOrNull, "event time at which it began"],
    summary: ["String", "in a sentence"],
    joined_at: [instant, "when it came into the incident"],
    left_at: [instantOrNull, "when it was over; NULL while it lasts"],
    left_because: ["String", "`recovered`, `excused`, `not_judged`, `merged`"],
  },
};

const notifications: RecordedView = {
  name: "notifications",
  about: "What was to be told about an incident on a channel, and what became of it.",
  columns: {
    incident_id: ["String", "about which"],
    channel: [label, "of `channels`"],
    notice: [label, "`opened`, `raised`, `escalated:1`, `resolved:0` …: each is sent once on a channel"],
    state: ["String", "`held_back`, `sending`, `retrying`, `failed`, `delivered`"],
    requested_at: [instant, "when it was decided"],
    delivered_at: [instantOrNull, "when the channel took it"],
    attempts: ["Int64", "how often it was tried"],
    error: ["String", "why the last attempt failed"],
    retry_at: [instantOrNull, "when it is tried again"],
    held_back_because: ["String", "`budget` or `quiet_hours`"],
    title: ["String", "its first line"],
  },
};

const sqlLineage: RecordedView = {
  name: "sql_lineage",
  about:
    "What the text of a job's SQL was found to say, the last one. It counts where the job itself tells no lineage: `inferred` in `lineage` and `column_lineage`.",
  columns: {
    job_namespace: [label, "of the job"],
    job_name: ["String", "the job"],
    dialect: [label, "in which the text was read"],
    problems: ["Array(String)", "what of it was left out and why"],
    edges: ["Int64", "how many edges between datasets it gives"],
    column_edges: ["Int64", "how many between columns"],
    inferred_at: [instant, "when it was read"],
  },
};

/** In the order of the documentation. They have no twin `_as_of`. */
export const recordedViews: readonly RecordedView[] = [
  signals,
  signalHistory,
  rules,
  incidents,
  incidentMembers,
  notifications,
  sqlLineage,
];
