import type { Command } from "commander";
import { clientOf, withAddress } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import type { RebuildOptions } from "./commands/rebuild.ts";
import type { ReplayOptions } from "./commands/replay.ts";
import type { ProgramOptions } from "./program-options.ts";

/** The commands that derive again what was derived: rebuild, replay. */
export function addDerivation(program: Command, { env, terminal }: ProgramOptions): void {
  withAddress(program.command("rebuild"))
    .summary("derive tables again from the events")
    .description(
      "Derives tables again from all events, beside those that are read, and swaps each in when it is whole.\n" +
        "Events may arrive meanwhile. Stopped, it goes on where it was. The tables before stay for --rollback.",
    )
    .argument("[projections...]", "which; all when none is named")
    .option("--list", "name them, and what was rebuilt last")
    .option("--detach", "do not wait for it")
    .option("--rollback", "go back to the tables before the last rebuild")
    .option("--forget-previous", "drop the tables before the last rebuild")
    .option("--forget-dropped", "derive from the events that are left, although retention has dropped others")
    .option("--json", "print one line of JSON")
    .action(async (names: readonly string[], options: AddressOptions & RebuildOptions) => {
      const { rebuild } = await import("./commands/rebuild.ts");
      await rebuild(clientOf(env, options).client, terminal, names, options);
    });
  withAddress(program.command("replay"))
    .summary("read events again from what was sent")
    .description(
      "Reads the events of a span of received time again, from what was sent, through the collector's stages:\n" +
        "for when a newer version understands events better, or redacts more. Then rebuilds what is derived.",
    )
    .option("--from <time>", "received from: 2026-01-31, 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago")
    .option("--to <time>", "received before; now when not given")
    .option("--dry-run", "tell what would change, and change nothing")
    .option("--rollback", "put back what the last replay has replaced")
    .option("--json", "print one line of JSON")
    .action(async (options: AddressOptions & ReplayOptions) => {
      const { replay } = await import("./commands/replay.ts");
      await replay(clientOf(env, options).client, terminal, options);
    });
}
