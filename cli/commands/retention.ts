import { scratchEngine } from "#collector/archive/scratch-engine.ts";
import type { OperationReport } from "#collector/operations.ts";
import { claimOf, policyOf, viewRetention } from "#collector/retention.ts";
import type { RetentionView } from "#collector/retention.ts";
import { applyRetention } from "#store/retention/apply-retention.ts";
import type { PlannedDrop } from "#store/retention/retention-plan.ts";
import { tableClasses } from "#store/retention/retention-policy.ts";
import type { TableClass } from "#store/retention/retention-policy.ts";
import type { DropOutcome } from "#store/retention/retention-report.ts";
import type { AddressOptions } from "../address.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { followOperation } from "../follow-operation.ts";
import { interruption } from "../interruption.ts";
import { formatBytes, formatCount } from "../numbers.ts";
import { className, limitText } from "../retention-text.ts";
import { accessStore } from "../store-access.ts";
import type { StoreAccess } from "../store-access.ts";
import { formatTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

export interface RetentionOptions extends AddressOptions {
  readonly dryRun?: true;
  readonly apply?: true;
  readonly json?: true;
}

interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
}

/** `tidemark retention`: what is kept, what would go and why; with --apply it goes. */
export async function retentionCommand(io: Io, options: RetentionOptions): Promise<void> {
  if (options.dryRun === true && options.apply === true)
    throw new Failure("--dry-run or --apply, not both", exitCodes.usage);
  const access = await accessStore(io.env, options, { make: false });
  try {
    if (options.apply === true) await apply(access, io, options);
    else await show(access, io, options);
  } finally {
    await access.close();
  }
}

async function show(access: StoreAccess, { terminal }: Io, { json }: RetentionOptions): Promise<void> {
  const view = await viewOf(access);
  if (json === true) terminal.print(JSON.stringify(view));
  else for (const line of viewLines(view, terminal)) terminal.print(line);
}

function viewOf(access: StoreAccess): Promise<RetentionView> {
  return access.kind === "store"
    ? viewRetention(access.store, policyOf(access.config))
    : access.client.ask(["retention"], {});
}

async function apply(access: StoreAccess, { terminal }: Io, { json }: RetentionOptions): Promise<void> {
  const tell = (text: string): void => {
    if (json !== true) terminal.print(text);
  };
  const outcomes = await (access.kind === "store" ? applyHere(access, tell) : applyThere(access.client, tell));
  if (json === true) terminal.print(JSON.stringify(outcomes));
  else if (outcomes.length === 0) terminal.print("Nothing goes.");
  const kept = outcomes.filter(({ kind }) => kind !== "dropped");
  if (kept.length > 0) throw new Failure(kept.map(outcomeText).join("\n"));
}

async function applyHere(
  access: StoreAccess & { readonly kind: "store" },
  tell: (text: string) => void,
): Promise<readonly DropOutcome[]> {
  const { store, config } = access;
  const { signal, forget } = interruption();
  const scratch = scratchEngine();
  try {
    return await applyRetention(store, {
      policy: policyOf(config),
      now: new Date(),
      // Not that of a collector on this machine, which may be at it.
      claim: `command:${claimOf(config)}`,
      engine: store.kind === "embedded" ? () => Promise.resolve(store) : scratch.get,
      signal,
      onOutcome: (outcome) => tell(outcomeText(outcome)),
    });
  } finally {
    forget();
    await scratch.close();
  }
}

async function applyThere(client: CollectorClient, tell: (text: string) => void): Promise<readonly DropOutcome[]> {
  await client.request("/api/v1/retention", { method: "POST" });
  const report: OperationReport = await followOperation(client, () => undefined);
  // Both sides are one version of one program.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const outcomes = (report.result["outcomes"] ?? []) as readonly DropOutcome[];
  for (const outcome of outcomes) tell(outcomeText(outcome));
  return outcomes;
}

function outcomeText(outcome: DropOutcome): string {
  const what = `${className(outcome.planned.class)} ${partOf(outcome.planned)}`;
  switch (outcome.kind) {
    case "dropped":
      return `${what}: ${formatCount(outcome.rows)} dropped${outcome.archive === "" ? "" : `, kept in ${outcome.archive}`}`;
    case "busy":
      return `${what}: another collector drops it`;
    case "changing":
      return `${what}: not dropped, since events keep coming into it`;
    default:
      return `${what}: not dropped: ${outcome.error}`;
  }
}

function viewLines(view: RetentionView, terminal: Terminal): readonly string[] {
  const { policy, plan, horizon } = view;
  const usage = formatTable<TableClass>(
    [
      { title: "CLASS", value: className },
      { title: "ROWS", value: (of) => formatCount(plan.usage[of].rows), align: "right" },
      { title: "ON DISK", value: (of) => formatBytes(plan.usage[of].bytes), align: "right" },
      { title: "KEPT", value: (of) => limitText(policy.limits[of]) },
    ],
    tableClasses,
    terminal.columns,
  );
  const drops = formatTable<PlannedDrop>(
    [
      { title: "WOULD GO", value: (drop) => className(drop.class) },
      { title: "PART", value: partOf },
      { title: "ROWS", value: ({ rows }) => formatCount(rows), align: "right" },
      { title: "ON DISK", value: ({ bytes }) => formatBytes(bytes), align: "right" },
      { title: "WHY", value: ({ why }) => why, flexible: true },
    ],
    plan.drops,
    terminal.columns,
  );
  return [
    ...usage,
    "",
    ...(plan.drops.length === 0 ? ["Nothing would go."] : [...drops, "", archiveText(view)]),
    ...plan.notes.map((note) => terminal.yellow(note)),
    ...(horizon.dropped ? [horizonText(horizon)] : []),
    ...(plan.drops.length === 0
      ? []
      : [terminal.dim("Nothing was changed: --apply drops it; a collector does within the hour.")]),
  ];
}

function archiveText({ policy }: RetentionView): string {
  return policy.archive === null
    ? "No copy would be kept (TIDEMARK_ARCHIVE=off)."
    : `What goes is archived first in ${policy.archive}, as ${policy.format}; what is derived of runs is not, since the events tell it again.`;
}

function horizonText({ earliest, droppedUpTo, archives }: RetentionView["horizon"]): string {
  const copies = archives.length === 0 ? "no copies were kept" : `copies are in ${archives.join(", ")}`;
  return `Events reach back to ${earliest ?? "nothing"}; those received up to ${droppedUpTo ?? "?"} were dropped, ${copies}.`;
}

function partOf({ month, before }: PlannedDrop): string {
  return month ?? `before ${before}`;
}
