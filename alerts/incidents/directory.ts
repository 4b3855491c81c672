import type { Channel } from "#signals/expectations/channel.ts";
import type { CommonExpectations } from "#signals/expectations/expectations.ts";
import type { Subject } from "#signals/verdict.ts";

/** Who answers for a subject, and who is told. */
export type Responsibility = Pick<
  CommonExpectations,
  "owner" | "routes" | "escalation" | "importance" | "runbook" | "description"
> & {
  /** Where the owner is found: a channel, a page. */
  readonly contact: string | undefined;
};

/** What the declarations say about telling people. */
export interface Directory {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly of: (subject: Subject) => Responsibility;
}
