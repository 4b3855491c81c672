const directory = process.env["TIDEMARK_CHILD_COVERAGE"];

/** For the environment of a process that runs our code: it writes down which lines it ran, where `.ci/coverage.ts` asks for that. */
export const childCoverage: Readonly<Record<string, string>> =
  directory === undefined ? {} : { NODE_V8_COVERAGE: directory };
