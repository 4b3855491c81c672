import { everyDay } from "../../calendar/day-rule.ts";
import type { DayKind, DayRule, IfClosed } from "../../calendar/day-rule.ts";

/** The keys `on`, `months` and `if_closed`. */
export function dayRuleOf(written: {
  readonly on?: readonly DayKind[] | undefined;
  readonly months?: readonly number[] | undefined;
  readonly if_closed?: IfClosed | undefined;
}): DayRule {
  return {
    days: written.on ?? everyDay.days,
    months: written.months ?? [],
    ifClosed: written.if_closed ?? "keep",
  };
}
