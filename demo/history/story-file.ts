import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Story } from "../company/story.ts";
import { hourMs } from "../company/volume.ts";

/**
 * The history ends where it ended at the first start in this directory: only then is it the same
 * history, event by event, and stored once however often the demo is started.
 */
export async function storyIn(directory: string, now: number): Promise<Story & { readonly isNew: boolean }> {
  const path = join(directory, "story.json");
  const known = await readFile(path, "utf8").then(readEnd, () => undefined);
  if (known !== undefined) return { end: known, isNew: false };
  const end = Math.floor(now / hourMs) * hourMs;
  await mkdir(directory, { recursive: true });
  await writeFile(path, `${JSON.stringify({ historyEnds: new Date(end).toISOString() })}\n`);
  return { end, isNew: true };
}

function readEnd(text: string): number | undefined {
  const { historyEnds }: { historyEnds?: string } = JSON.parse(text);
  const end = Date.parse(historyEnds ?? "");
  return Number.isNaN(end) ? undefined : end;
}
