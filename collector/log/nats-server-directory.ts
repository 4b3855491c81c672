import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { natsServerFiles } from "./nats-server-process.ts";
import { processIdentity } from "./process-identity.ts";

/**
 * Takes a directory for one private nats-server. Throws when another process that lives has it; ends
 * the nats-server that a killed one left behind. Call the result to give it back.
 */
export async function claimNatsServerDirectory(directory: string): Promise<() => Promise<void>> {
  const owner = join(directory, "owner");
  const mine = await describe(process.pid);
  while (!(await writeNew(owner, mine))) {
    const holder = await readFile(owner, "utf8").catch(() => "");
    const pid = Number.parseInt(holder, 10);
    if (pid !== process.pid && holder !== "" && (await describe(pid)) === holder) {
      throw new Error(
        `${directory} is in use by the process ${pid}; end that one, or set TIDEMARK_DATA to another directory`,
      );
    }
    if (holder === mine) throw new Error(`${directory} is in use by this process already`);
    await rm(owner, { force: true });
  }
  await endOrphan(directory);
  return () => rm(owner, { force: true });
}

async function describe(pid: number): Promise<string> {
  const identity = await processIdentity(pid);
  return `${pid} ${identity?.started ?? "gone"}`;
}

async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Its command line names the configuration of this directory, so no other process can be taken for it. */
async function endOrphan(directory: string): Promise<void> {
  const files = natsServerFiles(directory);
  const pid = Number.parseInt(await readFile(files.pid, "utf8").catch(() => ""), 10);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const isOurs = async () => (await processIdentity(pid))?.command.endsWith(`-c ${files.configuration}`) === true;
  const forceAt = Date.now() + 10_000;
  if (await isOurs()) process.kill(pid, "SIGTERM");
  while (await isOurs()) {
    await delay(20);
    if (Date.now() > forceAt) killIfThere(pid);
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
