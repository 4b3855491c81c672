#!/usr/bin/env node
// Node 24 runs the TypeScript sources directly. Where an older one starts this, the Node that npm
// installed beside us takes over.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
if (major >= 24) {
  await import("./main.ts");
} else {
  const node = ["../node_modules/node/bin/node", "../node_modules/.bin/node"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (node === undefined) {
    console.error(`tidemark: needs Node 24, this is ${process.version}; run \`npm ci\`, which installs one beside it`);
    process.exitCode = 1;
  } else {
    const main = fileURLToPath(new URL("./main.ts", import.meta.url));
    const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
    // A signal sent to this process alone is meant for the one that does the work; one typed at the
    // terminal reaches both.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
      process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
    });
  }
}
