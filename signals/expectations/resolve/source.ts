import { positionText } from "../problem.ts";
import type { Position } from "../problem.ts";

/** Who said something. */
export type Source =
  | { readonly kind: "built_in" }
  | { readonly kind: "defaults"; readonly position: Position }
  | { readonly kind: "entry"; readonly position: Position; readonly match: string }
  /** By way of `owners`. */
  | { readonly kind: "owner"; readonly position: Position; readonly owner: string }
  | { readonly kind: "ownership" }
  | { readonly kind: "facet" }
  | { readonly kind: "tag"; readonly key: string };

/** The facet of datasets and jobs in which a pipeline says what is expected of them. */
export const expectationsFacet = "tidemark_expectations";

/** In words: where to look, and why it holds. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case "built_in":
      return "built in";
    case "defaults":
      return `${positionText(source.position)} (defaults)`;
    case "entry":
      return `${positionText(source.position)} (match ${source.match})`;
    case "owner":
      return `${positionText(source.position)} (owner ${source.owner})`;
    case "ownership":
      return "facet ownership";
    case "facet":
      return `facet ${expectationsFacet}`;
    default:
      return `tag ${source.key}`;
  }
}
