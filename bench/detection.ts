import { parseArgs } from "node:util";
import { contestants } from "./detection/contestants.ts";
import type { LabelledSeries } from "./detection/labelled-series.ts";
import { metricSeries } from "./detection/metrics/metric-series.ts";
import { judgeFreshness, judgeVolume } from "./detection/pipelines/judge.ts";
import type { Verdicts } from "./detection/pipelines/judge.ts";
import { faultKinds } from "./detection/pipelines/pipeline.ts";
import { pipelinesOf } from "./detection/pipelines/pipelines.ts";
import { numentaProfiles, numentaScore } from "./detection/scoring/numenta.ts";
import { createReport } from "./measurement.ts";

const help = `Judges the detector on labelled series that are made, the same for the same seed: pipelines of every schedule with
every fault, and the metrics of machines and services, scored as the Numenta benchmark does.

  npm run bench:detection [-- OPTIONS]

  --seed TEXT   default judged; the detector was tuned on tune and tune2, never on this one
  --each N      series of each kind (default 6)
  --false-alerts DAYS  between false alerts of one dataset, the setting (default 90)
  --json        one JSON object a line: {name, value, unit}
`;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "judged" },
    each: { type: "string", default: "6" },
    "false-alerts": { type: "string", default: "90" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const report = createReport(values.json, (line) => process.stdout.write(`${line}\n`));
const minute = 60_000;
const week = 7 * 24 * 60 * minute;

if (values.help) process.stdout.write(help);
else {
  reportPipelines(values.seed, Number(values.each), Number(values["false-alerts"]));
  reportMetrics(metricSeries(values.seed, Number(values.each)));
}

function reportPipelines(seed: string, each: number, days: number): void {
  const pipelines = pipelinesOf(seed, each);
  const settings = { falseAlertEveryMs: (days * week) / 7 };
  const late = pipelines.map((pipeline) => judgeFreshness(pipeline, settings));
  const wrong = pipelines.map((pipeline) => judgeVolume(pipeline, settings));
  reportVerdicts("pipelines", [...late, ...wrong]);
  reportVerdicts("late or missing", late);
  reportVerdicts("late or missing, calendar declared", late.filter(isDeclared));
  reportVerdicts(
    "late or missing, calendar not declared",
    late.filter((verdicts) => !isDeclared(verdicts)),
  );
  reportVerdicts("wrong rows", wrong);
  for (const kind of faultKinds) {
    const told = [...late, ...wrong].flatMap((verdicts) => verdicts.told).filter(({ fault }) => fault.kind === kind);
    report({
      name: `${kind}: recall`,
      value: share(told.filter(({ after }) => after !== undefined).length, told.length),
      unit: `of ${told.length}`,
    });
  }
}

function isDeclared({ pipeline }: Verdicts): boolean {
  return pipeline.offsetAt !== undefined;
}

function reportVerdicts(name: string, verdicts: readonly Verdicts[]): void {
  const told = verdicts.flatMap((each) => each.told);
  const delays = told.flatMap(({ after }) => after ?? []).toSorted((a, b) => a - b);
  const alerts = sum(verdicts, (each) => each.alerts);
  const wrong = sum(verdicts, (each) => each.falseAlerts.length);
  report({ name: `${name}: recall`, value: share(delays.length, told.length), unit: `of ${told.length} faults` });
  report({ name: `${name}: precision`, value: share(alerts - wrong, alerts), unit: `of ${alerts} alerts` });
  report({
    name: `${name}: false alerts`,
    value: (wrong * week) / sum(verdicts, (each) => each.judgedMs),
    unit: "per dataset-week",
  });
  report({ name: `${name}: time to alert, median`, value: (delays[delays.length >>> 1] ?? 0) / minute, unit: "min" });
}

function reportMetrics(series: readonly LabelledSeries[]): void {
  const points = sum(series, (each) => each.points.length);
  for (const [name, contestant] of Object.entries(contestants)) {
    const began = performance.now();
    const scored = series.map((each) => ({ series: each, scores: contestant(each.points) }));
    const took = performance.now() - began;
    for (const [profile, worth] of Object.entries(numentaProfiles)) {
      report({
        name: `metrics, Numenta score, ${profile}: ${name}`,
        value: numentaScore(scored, worth).score,
        unit: "of 100",
      });
    }
    report({ name: `metrics, time: ${name}`, value: (took * 1000) / points, unit: `µs a point, ${points} points` });
  }
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
