import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type { VerdictState } from "#signals/verdict.ts";

interface Shown {
  readonly text: string;
  readonly color: string;
}

/** What each state of a verdict is called, and its colour, the same on every page. */
const shown: Readonly<Record<VerdictState, Shown>> = {
  ok: { text: "ok", color: "green" },
  at_risk: { text: "at risk", color: "orange" },
  breach: { text: "breach", color: "red" },
  learning: { text: "learning", color: "blue" },
  unknown: { text: "unknown", color: "gray" },
  excused: { text: "excused", color: "purple" },
};

const entries = Object.entries(shown).map(([state, { text, color }], index) => ({ state, text, color, index }));

/** Of the state's name. */
export const verdictStateMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(entries.map(({ state, text, color, index }) => [state, { text, color, index }])),
  },
];

/** Of the state's number, as `stateNumber` makes it. */
export const verdictNumberMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(entries.map(({ text, color, index }) => [String(index + 1), { text, color, index }])),
  },
];

/** The number of `state`, from 1: a timeline of several lanes wants numbers. */
export const stateNumber = `indexOf([${entries.map(({ state }) => `'${state}'`).join(", ")}], toString(state))`;
