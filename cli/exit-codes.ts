/** What the command line ends with; `tidemark run` ends with its command's own code. */
export const exitCodes = {
  ok: 0,
  /** It was understood and did not work: unreachable, not found, could not start. */
  failed: 1,
  /** Wrong arguments or configuration. */
  usage: 2,
} as const;
