import { plainText } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

/** Values with their names before them; what is null or empty is left out. */
export function printFields(
  terminal: Terminal,
  fields: readonly (readonly [name: string, value: string | null | undefined])[],
): void {
  const said = fields.flatMap(([name, value]) =>
    value === null || value === undefined || value === "" ? [] : [{ name, value }],
  );
  const width = Math.max(0, ...said.map(({ name }) => name.length)) + 2;
  for (const { name, value } of said) terminal.print(`${terminal.dim(name.padEnd(width))}${plainText(value)}`);
}

/** A title over what follows. */
export function printTitle(terminal: Terminal, title: string): void {
  terminal.print("");
  terminal.print(terminal.bold(title));
}
