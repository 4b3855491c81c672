import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ImportOptions, ImportReport, Importer } from "#collector/archive/importer.ts";
import { rowsHeader } from "#collector/gateway/archive-routes.ts";
import type { ArchiveSource } from "#store/archive/archive-source.ts";
import { writeArchivedEvent } from "#store/archive/archived-event.ts";
import { timeText } from "#store/archive/archive-time.ts";
import type { ArchiveRange, Slice } from "#store/archive/slice.ts";
import { RowBinaryWriter } from "#store/row-binary.ts";
import type { CollectorClient } from "./collector-client.ts";

/** The engine writes a file before its first byte comes. */
const patienceMs = 3_600_000;

interface SlicesAnswer {
  readonly schemaVersion: number;
  readonly slices: readonly Slice[];
}

/** The events of a running collector. */
export async function remoteSource(client: CollectorClient): Promise<ArchiveSource> {
  const ask = (range: ArchiveRange, whole?: string): Promise<SlicesAnswer> =>
    client.ask(["archive", "slices"], { ...rangeParameters(range), whole });
  const { schemaVersion } = await ask({ time: "received", from: 0, to: 0 });
  return {
    schemaVersion,
    slices: async (range) => (await ask(range)).slices,
    async whole(range, name) {
      const [slice] = (await ask(range, name)).slices;
      return slice ?? { ...range, name, events: 0 };
    },
    async write(slice, { format, compression, payloadOnly }, path, signal) {
      const parameters = new URLSearchParams({
        ...rangeParameters(slice),
        format,
        compression,
        payloadOnly: String(payloadOnly),
        events: String(Math.round(slice.events)),
      });
      const response = await client.request(`/api/v1/archive/file?${parameters.toString()}`, {
        signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal === undefined ? [] : [signal])]),
      });
      if (response.body === null) throw new Error("the collector sent no file");
      await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
      return Number(response.headers.get(rowsHeader));
    },
  };
}

function rangeParameters({ time, from, to }: ArchiveRange): Readonly<Record<string, string>> {
  return { time, from: timeText(from), to: timeText(to) };
}

/** Brings events into a running collector's store. */
export function remoteImporter(client: CollectorClient): Importer {
  return {
    async import(events, { reception, dryRun }: ImportOptions): Promise<ImportReport> {
      const writer = new RowBinaryWriter();
      for (const event of events) writeArchivedEvent(writer, event);
      const parameters = new URLSearchParams({ reception, dryRun: String(dryRun) });
      const response = await client.request(`/api/v1/archive/events?${parameters.toString()}`, {
        method: "POST",
        body: Uint8Array.from(writer.bytes),
        headers: { "content-type": "application/octet-stream" },
        signal: AbortSignal.timeout(patienceMs),
      });
      const report: ImportReport = JSON.parse(await response.text());
      return report;
    },
  };
}
