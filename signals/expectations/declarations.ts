import type { BusinessCalendar } from "../calendar/business-calendar.ts";
import type { TimeSpan } from "../calendar/time-span.ts";
import type { Channel } from "./channel.ts";
import type { Budget, EscalationStep, Route } from "./expectations.ts";
import type { DeclaredNames } from "./names.ts";
import type { Position } from "./problem.ts";
import type { Matcher } from "./resolve/matcher.ts";
import type { Severity } from "./schema/forms.ts";
import type { ThingKind } from "./resolve/thing.ts";
import type { Path, PlainObject } from "./yaml/located.ts";

/** One entry of `datasets` or `jobs`. */
export interface Entry {
  readonly kind: ThingKind;
  readonly matcher: Matcher;
  /** As it was written, checked. */
  readonly raw: PlainObject;
  readonly position: Position;
  positionOf(path: Path): Position;
  /** Of all entries of all files: the later one wins among equals. */
  readonly order: number;
}

/** The `defaults` of all files together; a key is said once. */
export interface Defaults {
  readonly raw: PlainObject;
  positionOf(path: Path): Position;
}

export interface Owner {
  readonly name: string;
  readonly contact: string | undefined;
  /** Undefined when nothing is said, so that what is more general holds. */
  readonly routes: readonly Route[] | undefined;
  readonly escalation: readonly EscalationStep[] | undefined;
  /** As they were written. */
  readonly raw: PlainObject;
  readonly position: Position;
}

export interface DeclaredCalendar {
  readonly calendar: BusinessCalendar;
  /** The last year for which it knows a holiday; undefined when it goes on for ever, or has none. */
  readonly lastYear: number | undefined;
  readonly position: Position;
}

/** What several jobs may cost together. */
export interface SharedBudget extends Budget {
  readonly name: string;
  /** Whose runs count; undefined: all. */
  readonly jobs: Matcher | undefined;
  readonly owner: string | undefined;
  readonly severity: Severity;
  readonly routes: readonly Route[];
  readonly position: Position;
}

/** A stretch of time in which nothing of these alerts. */
export interface Maintenance {
  readonly name: string;
  readonly span: TimeSpan;
  /** With neither of the two: everything. */
  readonly datasets: Matcher | undefined;
  readonly jobs: Matcher | undefined;
  readonly position: Position;
}

/** All that the files say. */
export interface Declarations {
  readonly files: readonly string[];
  readonly defaults: Defaults;
  readonly entries: readonly Entry[];
  readonly owners: ReadonlyMap<string, Owner>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly calendars: ReadonlyMap<string, DeclaredCalendar>;
  readonly budgets: readonly SharedBudget[];
  readonly maintenance: readonly Maintenance[];
  readonly names: DeclaredNames;
}
