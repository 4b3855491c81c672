import { fork } from "node:child_process";
import { join } from "node:path";
import type { ImportMessage, ImportTask } from "./import-process.ts";

export type ImportResult = Extract<ImportMessage, { readonly kind: "done" }>;

/** Sends the history from a process of its own. */
export function importHistory(
  task: ImportTask,
  onProgress: (confirmed: number, total: number) => void,
): Promise<ImportResult> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "import-process.ts"), [JSON.stringify(task)], { detached: true });
    let result: ImportResult | undefined;
    child.on("message", (message: ImportMessage) => {
      if (message.kind === "done") result = message;
      else onProgress(message.confirmed, message.total);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (result !== undefined) resolve(result);
      else reject(new Error(`the import of the history ended with code ${code}`));
    });
  });
}
