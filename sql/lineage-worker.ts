import { parentPort } from "node:worker_threads";
import type { Dialect } from "./dialect.ts";
import { readLineage } from "./read-lineage.ts";

/** The thread of `lineage-reader.ts`. */
parentPort?.on("message", ({ sql, dialect }: { readonly sql: string; readonly dialect: Dialect }) => {
  parentPort?.postMessage(readLineage(sql, dialect), []);
});
