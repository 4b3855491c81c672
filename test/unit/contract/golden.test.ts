import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eventKind } from "#agent/contract/event.ts";
import { facetSchemas } from "#agent/contract/facet-schemas.ts";
import { mapFacets } from "#agent/contract/facet-slots.ts";
import { eventIdentity } from "#agent/contract/identity.ts";
import { parseEventTime } from "#agent/contract/time.ts";
import { decode } from "#collector/stages/decode.ts";
import type { Decoded } from "#collector/stages/decode.ts";

interface Golden {
  readonly sha256: string;
  readonly identity: string;
  readonly kind: string;
  /** Microseconds since the epoch. */
  readonly time: number;
}

const folder = new URL("../../golden/v1/", import.meta.url);
const manifest: Readonly<Record<string, Golden>> = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8"));
const files = readdirSync(folder).filter((file) => file !== "manifest.json");

function read(file: string): Decoded {
  const decoded = decode(readFileSync(new URL(file, folder)));
  return decoded.kind === "ok" ? decoded.value : expect.unreachable(decoded.reason);
}

test("the manifest lists every golden event", () => {
  expect(Object.keys(manifest)).toEqual(files.toSorted());
});

describe.each(Object.entries(manifest))("%s", (file, golden) => {
  test("is as it was committed", () => {
    const digest = createHash("sha256")
      .update(readFileSync(new URL(file, folder)))
      .digest("hex");
    expect(digest, `${file} was edited. Golden events never are: restore it, and add a new file instead.`).toBe(
      golden.sha256,
    );
  });

  test("is read as it ever was", () => {
    const { event, exact } = read(file);
    expect(eventIdentity(exact), "a stored event would get a new identity, and be stored twice").toBe(golden.identity);
    expect(eventKind(event)).toBe(golden.kind);
    expect(parseEventTime(String(event["eventTime"]))).toEqual({ micros: golden.time });
  });
});

test("order of keys, white space and escapes do not make another event", () => {
  expect(manifest["run-start-reordered.json"]?.identity).toBe(manifest["run-start.json"]?.identity);
  expect(new Set(Object.values(manifest).map(({ identity }) => identity)).size).toBe(files.length - 1);
});

test("every facet of the contract occurs", () => {
  const found = new Set<string>();
  for (const file of files) {
    mapFacets(read(file).event, (path, facets) => {
      for (const key of Object.keys(facets)) found.add(`${ownerOf(path)} ${key}`);
      return facets;
    });
  }
  const known = Object.entries(facetSchemas).flatMap(([owner, schemas]) =>
    Object.keys(schemas).map((key) => `${owner} ${key}`),
  );
  expect(known.filter((facet) => !found.has(facet))).toEqual([]);
});

function ownerOf(path: string): string {
  if (path.endsWith(".inputFacets")) return "input";
  if (path.endsWith(".outputFacets")) return "output";
  return /^(?:run|job)\./.exec(path)?.[0].slice(0, -1) ?? "dataset";
}
