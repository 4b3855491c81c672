const ends = new Set<() => void>();

function endAll(): void {
  for (const end of ends) end();
}

process.on("exit", endAll);
// Vitest ends the processes of tests so, and of that `exit` is not told. Without a listener it is the end again.
process.once("SIGTERM", () => {
  endAll();
  process.kill(process.pid, "SIGTERM");
});

/**
 * Calls `end` when this process ends before it was forgotten: a test that failed on its way must not leave running
 * what it has started. Returns what forgets it.
 */
export function atEndOfTests(end: () => void): () => void {
  ends.add(end);
  return () => void ends.delete(end);
}
