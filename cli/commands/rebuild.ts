import { derivable } from "#store/derived/derivable.ts";
import type { CollectorClient } from "../collector-client.ts";
import { followOperation, operationText } from "../follow-operation.ts";
import type { Terminal } from "../terminal.ts";

export interface RebuildOptions {
  readonly list?: true;
  readonly detach?: true;
  readonly rollback?: true;
  readonly forgetPrevious?: true;
  readonly forgetDropped?: true;
  readonly json?: true;
}

/** `tidemark rebuild`: derives tables again, and shows how far it is. */
export async function rebuild(
  client: CollectorClient,
  terminal: Terminal,
  names: readonly string[],
  options: RebuildOptions,
): Promise<void> {
  const print = (answer: unknown, text: string): void =>
    terminal.print(options.json === true ? JSON.stringify(answer) : text);
  if (options.list === true) {
    const operation = await client.operation();
    return print(
      { tables: derivable, operation },
      [...derivable, "", terminal.dim(operationText(operation))].join("\n"),
    );
  }
  if (options.rollback === true) {
    const done = await client.rebuildAction("rollback", names);
    return print(done, done.names.length === 0 ? "Nothing to go back to." : `Back to before: ${done.names.join(", ")}`);
  }
  if (options.forgetPrevious === true) {
    const done = await client.rebuildAction("forget-previous", names);
    return print(done, done.names.length === 0 ? "Nothing to drop." : `Dropped: ${done.names.join(", ")}`);
  }
  const begun = await client.rebuild(names, options.forgetDropped === true);
  if (options.detach === true) return print(begun, "Begun. `tidemark rebuild --list` tells how far it is.");
  const report = await followOperation(client, (text) => {
    if (options.json !== true) terminal.print(text);
  });
  print(report, `${operationText(report)} The tables before are kept: --rollback, --forget-previous.`);
}
