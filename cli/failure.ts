import { exitCodes } from "./exit-codes.ts";

/** Ends a command with a message for a person, and no stack. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the collector answered with an error; `code` is the gateway's. */
export class RefusedFailure extends Failure {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message, code === "invalid_parameter" ? exitCodes.usage : exitCodes.failed);
    this.code = code;
  }
}
