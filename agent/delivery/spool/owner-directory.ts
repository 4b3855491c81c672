import { mkdirSync, renameSync, rmdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "./make-directory.ts";
import { currentProcess } from "./process-identity.ts";
import { freeSuffix, newOwnerName } from "./owner-name.ts";

/** This agent's own directory in the spool. Made when first needed. */
export class OwnerDirectory {
  readonly root: string;
  readonly identity = currentProcess();
  #path: string | undefined;

  constructor(root: string) {
    this.root = root;
  }

  get current(): string | undefined {
    return this.#path;
  }

  /** @throws when the directory cannot be made. */
  path(): string {
    if (this.#path === undefined) {
      makeDirectory(this.root);
      const path = join(this.root, newOwnerName(this.identity));
      mkdirSync(path, { mode: 0o700 });
      this.#path = path;
    }
    return this.#path;
  }

  /**
   * Tells processes of other hosts and containers, which cannot look this one up, that it lives. False
   * when the directory is gone: somebody removed it or took it over.
   */
  touch(): boolean {
    if (this.#path === undefined) return true;
    try {
      const now = new Date();
      utimesSync(this.#path, now, now);
      return statSync(this.#path).isDirectory();
    } catch {
      this.#path = undefined;
      return false;
    }
  }

  /** Lets go: removes the directory when it is empty, else leaves it for the next start to adopt. */
  release(): void {
    if (this.#path === undefined) return;
    const path = this.#path;
    this.#path = undefined;
    try {
      rmdirSync(path);
    } catch {
      freeByName(path);
    }
  }
}

function freeByName(path: string): void {
  try {
    renameSync(path, path + freeSuffix);
  } catch {
    // Still named for this process: adopted once the process has ended.
  }
}
