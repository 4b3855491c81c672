import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { archiveFormats, compressions } from "./archive-encoding.ts";
import { archiveTimes } from "./slice.ts";
import { writeWhole } from "./whole-file.ts";

/** Stands in each directory of archived files and says what they are. */
export const manifestName = "manifest.json";

const time = z.iso.datetime();

const fileSchema = z.strictObject({
  /** In the directory. */
  name: z.string().regex(/^[\w.-]+$/),
  from: time,
  to: time,
  rows: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[\da-f]{64}$/),
  /** Of its content; see `ContentDigest`. Written where something is dropped afterwards. */
  content: z.string().optional(),
});

const manifestSchema = z.strictObject({
  kind: z.literal("tidemark-archive"),
  /** Of this shape. */
  version: z.literal(1),
  of: z.enum(["events", "dead-letters", "deliveries", "verdicts", "rule-heartbeats", "incident-log"]),
  format: z.enum(archiveFormats),
  compression: z.enum(compressions),
  payloadOnly: z.boolean(),
  /** The range of times that was asked for, [from, to). */
  time: z.enum(archiveTimes),
  from: time,
  to: time,
  /** The newest migration of the store that it was made from. */
  schemaVersion: z.int().min(0),
  madeBy: z.string(),
  startedAt: time,
  /** All of the range is in the files. */
  complete: z.boolean(),
  /** What was archived has been dropped since: these may be the only copies. */
  dropped: z.boolean().optional(),
  rows: z.int().min(0),
  files: z.array(fileSchema),
  /** What is not there yet. */
  pending: z.array(z.strictObject({ name: z.string(), from: time, to: time, events: z.int().min(0) })),
});

export type ArchivedFile = Readonly<z.infer<typeof fileSchema>>;
export type Manifest = Readonly<Omit<z.infer<typeof manifestSchema>, "files" | "pending">> & {
  readonly files: readonly ArchivedFile[];
  readonly pending: readonly Readonly<z.infer<typeof manifestSchema>["pending"][number]>[];
};

export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/**
 * Undefined when the directory has none, or is not there.
 *
 * @throws ManifestError when it cannot be understood.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const text = await readFile(join(directory, manifestName), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const what = issue === undefined ? "" : `: ${issue.path.join(".")} ${issue.message}`;
  throw new ManifestError(`${join(directory, manifestName)} is no manifest that this version of Tidemark knows${what}`);
}

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(directory, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema says that it is no object.
    return undefined;
  }
}
