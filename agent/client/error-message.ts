const maxMessage = 8 * 1024;
const maxStack = 32 * 1024;
const maxCauses = 5;

/** A failure of something that is not JavaScript, told by whoever runs it. */
export interface ForeignFailure {
  readonly message: string;
  readonly programmingLanguage: string;
  readonly stackTrace?: string;
}

/** The body of the facet `errorMessage` for whatever was thrown. */
export function errorMessage(error: unknown): ForeignFailure {
  if (isForeign(error)) return error;
  const stack = stackOf(error);
  return {
    message: messageOf(error).slice(0, maxMessage),
    programmingLanguage: "JAVASCRIPT",
    ...(stack !== "" && { stackTrace: stack.slice(0, maxStack) }),
  };
}

function isForeign(error: unknown): error is ForeignFailure {
  return typeof error === "object" && error !== null && "programmingLanguage" in error && "message" in error;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message === "" ? error.name : error.message;
  if (typeof error === "string") return error;
  try {
    return JSON.stringify(error) ?? String(error);
  } catch {
    return typeof error;
  }
}

/** The stack, and those of the causes behind it. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let next = error; next instanceof Error && stacks.length <= maxCauses; next = next.cause) {
    stacks.push(next.stack ?? `${next.name}: ${next.message}`);
  }
  return stacks.join("\nCaused by: ");
}
