import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const copied = [...read("Dockerfile").matchAll(/^COPY (\w+) \1$/gm)].map(([, folder = ""]) => folder);

/** Parts of folders that the build is not given. */
const left = read(".dockerignore")
  .split("\n")
  .filter((line) => /^\w+\/\w+$/.test(line));

test("the image has every folder that its code imports", () => {
  expect(copied).toContain("cli");
  const imported = copied
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] }))
    .filter((file) => !left.some((folder) => file.startsWith(`${folder}/`)))
    .flatMap((file) => [...read(file).matchAll(/"#(\w+)\//g)].map(([, folder = ""]) => folder));
  expect([...new Set(imported)].filter((folder) => !copied.includes(folder))).toEqual([]);
});

test("what the image copies is in what the build is given", () => {
  const given = new Set(read(".dockerignore").split("\n"));
  expect(copied.filter((folder) => !given.has(`!${folder}`))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(`${root}${path}`, "utf8");
}
