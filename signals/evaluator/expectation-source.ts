import type { Declarations } from "../expectations/declarations.ts";
import { createResolver } from "../expectations/resolve/resolver.ts";
import type { Resolver } from "../expectations/resolve/resolver.ts";

/** What is expected now. */
export interface CurrentExpectations {
  readonly declarations: Declarations;
  readonly resolver: Resolver;
}

/** Asked at each evaluation; the same object as long as nothing has changed. */
export interface ExpectationSource {
  current(): CurrentExpectations;
}

/** Expectations that never change. */
export function fixedExpectations(declarations: Declarations): ExpectationSource {
  const current = { declarations, resolver: createResolver(declarations) };
  return { current: () => current };
}
