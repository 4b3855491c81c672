import type { Terminal } from "./terminal.ts";

/** What every command has. */
export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly version: string;
  /** Takes what a person should know beside an answer, for the standard error. */
  readonly notice?: (text: string) => void;
}
