import { ExponentialBackoff, handleAll, retry } from "cockatiel";
import { asError } from "./insert-error.ts";

/** Attempts until it succeeds, for ever, with growing pauses; rejects only once the signal is aborted. */
export async function persistently(
  action: () => Promise<void>,
  signal: AbortSignal,
  onFailure: ((error: Error) => void) | undefined,
): Promise<void> {
  const policy = retry(handleAll, { backoff: new ExponentialBackoff({ maxDelay: 5_000 }) }).dangerouslyUnref();
  policy.onRetry((failure) => {
    if ("error" in failure) onFailure?.(asError(failure.error));
  });
  await policy.execute(() => {
    signal.throwIfAborted();
    return action();
  }, signal);
}
