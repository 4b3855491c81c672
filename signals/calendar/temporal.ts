/**
 * Dates, wall clocks and time zones, as the language will have them. The one place that says where from,
 * docs/decisions/0012-temporal.md; everything in `signals/` that computes with days goes through here.
 */
export { Temporal } from "temporal-polyfill";
