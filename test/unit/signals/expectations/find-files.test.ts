import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findFiles, readTextFile } from "#signals/expectations/load/find-files.ts";
import { loadExpectations } from "#signals/expectations/load/load.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

test("files of expectations are found below a directory, the upper ones first", () => {
  const root = temporaryDirectory();
  const write = (path: string, bytes: string | Uint8Array = "version: 1\n"): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  };
  for (const path of [
    "tidemark.yml",
    "z.tidemark.yaml",
    "other.yml",
    "a/b/tidemark.yaml",
    "a/tidemark/x.yml",
    "a/tidemark/x.json",
  ])
    write(path);
  for (const path of ["b/tidemark/sub/y.yml", "node_modules/p/tidemark.yml", ".git/tidemark.yml", "c/mytidemark.yml"])
    write(path);
  symlinkSync(root, join(root, "c", "loop"));
  const found = findFiles([root]);
  expect(found.problems).toEqual([]);
  expect(found.files.map(({ path }) => path.slice(root.length + 1))).toEqual([
    "tidemark.yml",
    "z.tidemark.yaml",
    "a/b/tidemark.yaml",
    "a/tidemark/x.yml",
  ]);
  // Named files are taken as they are, each once.
  expect(findFiles([join(root, "other.yml"), root, join(root, "tidemark.yml")]).files).toHaveLength(5);
  expect(findFiles([join(root, "nope")]).problems).toEqual([`${join(root, "nope")}: there is no such file`]);
  write("bytes.yml", Uint8Array.of(0x61, 0xff, 0xfe));
  write("large.yml", "x".repeat(1024 * 1024 + 1));
  expect(findFiles([join(root, "bytes.yml"), join(root, "large.yml")]).problems).toEqual([
    `${join(root, "bytes.yml")}: is not UTF-8`,
    `${join(root, "large.yml")}: is larger than 1 MiB`,
  ]);
  expect(readTextFile(join(root, "tidemark.yml"))).toBe("version: 1\n");
});

test("what `npm start` finds in this repository is right", () => {
  const { files } = findFiles([fileURLToPath(new URL("../../../..", import.meta.url))]);
  expect(files.length).toBeGreaterThan(0);
  expect(loadExpectations(files, readTextFile).problems).toEqual([]);
});
