import { catalogue } from "#signals/catalogue/catalogue.ts";
import type { Signal } from "#signals/signal.ts";

/** `docs/signals.md`, from the catalogue of signals. */
export function signalsPage(): string {
  return `# Signals

What Tidemark judges of datasets, jobs, budgets and of itself. Each says \`ok\`, \`at_risk\`, \`breach\`, \`learning\` (too little history),
\`unknown\` (nobody says what would be judged: that is not zero) or \`excused\` (maintenance, retired), with its numbers: observed, expected,
bounds, how odd it is (\`p\`), and on how much past it rests.

They are the same everywhere: [\`tidemark.signals\`](read-views.md#tidemarksignals) for dashboards, \`GET /api/v1/signals\`,
\`tidemark signals\`, alerts. What counts as wrong belongs to whoever owns the data and is said in [expectations](expectations.md).

| signal | of | unit | threshold | what to do |
|---|---|---|---|---|
${catalogue.map(row).join("\n")}

This page is generated: \`npm run docs:configuration\`.

${catalogue.map(section).join("\n")}`;
}

function row(signal: Signal): string {
  return `| [\`${signal.name}\`](#${anchor(signal)}) | ${subjectsOf(signal)} | ${unitText(signal)} | ${thresholdText(signal)} | [runbook](runbooks/${signal.name}.md) |`;
}

function subjectsOf({ ofDataset, ofJob, ofBudget, ofPlatform }: Signal): string {
  return [
    ...(ofDataset === undefined ? [] : ["datasets"]),
    ...(ofJob === undefined ? [] : ["jobs"]),
    ...(ofBudget === undefined ? [] : ["budgets"]),
    ...(ofPlatform === undefined ? [] : ["the platform"]),
  ].join(", ");
}

function unitText({ unit }: Signal): string {
  return unit === "s" ? "seconds" : unit;
}

function thresholdText({ thresholdKeys }: Signal): string {
  return thresholdKeys.length === 0 ? "the platform's" : thresholdKeys.map((key) => `\`${key}\``).join(", ");
}

function anchor({ title }: Signal): string {
  return title.toLowerCase().replaceAll(" ", "-");
}

function section(signal: Signal): string {
  const { name, title, meaning, standard, aspects, observations } = signal;
  return `## ${title}

\`${name}\`, in ${unitText(signal)}. ${meaning}

- **Wrong, where nobody says anything:** ${standard}.
- **Threshold:** ${thresholdText(signal)}${thresholdText(signal).startsWith("`") ? " of the expectation; who owns the data owns it" : ""}.
- **Aspects:** ${aspects}.
- **Runbook:** [runbooks/${name}.md](runbooks/${name}.md)

What it is judged from:

\`\`\`sql
${observations}
\`\`\`
`;
}
