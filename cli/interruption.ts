/** Aborted at the first SIGINT or SIGTERM, so that a command ends at a good place; the second ends it at once. */
export function interruption(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const forget = (): void => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  };
  const onSignal = (): void => {
    forget();
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return { signal: controller.signal, forget };
}
