import type { Declarations } from "#signals/expectations/declarations.ts";
import type { CommonExpectations } from "#signals/expectations/expectations.ts";
import { createResolver } from "#signals/expectations/resolve/resolver.ts";
import type { Resolver } from "#signals/expectations/resolve/resolver.ts";
import type { Evaluator, Subject } from "#signals/verdict.ts";
import type { Directory, Responsibility } from "./directory.ts";

type Answering = Omit<Responsibility, "contact">;

/**
 * Who answers for what, as the evaluator was told last. A dataset or job that was not judged has what its name alone gives it; a
 * budget what it says itself; the platform what `defaults` say.
 */
export function declaredDirectory(evaluator: Pick<Evaluator, "expectationsOf" | "declarations">): Directory {
  let made: { readonly of: Declarations; readonly resolver: Resolver } | undefined;
  const resolver = (): Resolver => {
    const { declarations } = evaluator;
    if (made?.of !== declarations) made = { of: declarations, resolver: createResolver(declarations) };
    return made.resolver;
  };
  const answering = (subject: Subject): Answering => {
    switch (subject.kind) {
      case "dataset":
        return evaluator.expectationsOf(subject) ?? resolver().dataset(subject).expectations;
      case "job":
        return evaluator.expectationsOf(subject) ?? resolver().job(subject).expectations;
      case "budget":
        return ofBudget(subject.name, evaluator.declarations, defaultsIn(resolver()));
      default:
        return defaultsIn(resolver());
    }
  };
  return {
    get channels() {
      return evaluator.declarations.channels;
    },
    of(subject) {
      const { owner, routes, escalation, importance, runbook, description } = answering(subject);
      const contact = owner === undefined ? undefined : evaluator.declarations.owners.get(owner)?.contact;
      return { owner, routes, escalation, importance, runbook, description, contact };
    },
  };
}

/** What is said of a thing without a name: the defaults, and what is said of everything. */
function defaultsIn(resolver: Resolver): CommonExpectations {
  return resolver.dataset({ namespace: "", name: "" }).expectations;
}

function ofBudget(name: string, { budgets, owners }: Declarations, defaults: Answering): Answering {
  const budget = budgets.find((each) => each.name === name);
  if (budget === undefined) return defaults;
  const owner = budget.owner === undefined ? undefined : owners.get(budget.owner);
  const routes = [budget.routes, owner?.routes ?? [], defaults.routes].find((each) => each.length > 0) ?? [];
  const escalation = owner?.escalation ?? defaults.escalation;
  return { owner: budget.owner, routes, escalation, importance: "normal", runbook: undefined, description: undefined };
}
