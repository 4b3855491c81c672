import { expect, test } from "vitest";
import { likelyDuplicates } from "#cli/duplicates/likely-duplicates.ts";
import { proposalYaml, proposedNames } from "#cli/duplicates/proposed-names.ts";
import { renamedBy } from "#signals/expectations/names.ts";
import { load } from "#test/support/expectations.ts";

const fields = ["id", "amount", "at"];

function proposed(datasets: readonly (readonly [namespace: string, name: string])[]) {
  const found = likelyDuplicates(datasets.map(([namespace, name]) => ({ namespace, name, fields })));
  const yaml = proposalYaml(proposedNames(found)).join("\n");
  const { declarations, problems } = load({ "tidemark.yml": `version: 1\n${yaml}\n` });
  expect(problems).toEqual([]);
  const shown = datasets.map(([namespace, name]) => {
    const to = renamedBy(declarations.names, { namespace, name })?.to ?? { namespace, name };
    return `${to.namespace} ${to.name}`;
  });
  return { yaml, shown };
}

test("one duplicate is an alias; what is proposed makes the two one when it is pasted", () => {
  const { yaml, shown } = proposed([
    ["postgres://db:5432", "shop.public.orders"],
    ["airflow", "public.orders"],
  ]);
  expect(yaml).toBe(`names:
  aliases:
    # 80 %  the same name without shop; 3 of 3 columns in common
    - { name: "airflow/public.orders", is: "postgres://db:5432/shop.public.orders" }`);
  expect(shown).toEqual(Array(2).fill("postgres://db:5432 shop.public.orders"));
});

test("several of one kind are a rule", () => {
  const { yaml, shown } = proposed([
    ["postgres://db:5432", "shop.public.orders"],
    ["postgres://db:5432", "shop.public.customers"],
    ["airflow", "public.orders"],
    ["airflow", "public.customers"],
    ["SNOW$", "SHOP.PUBLIC.ORDERS"],
  ]);
  expect(yaml).toContain(
    `- { match: { namespace: "airflow", name: "**" }, to: { namespace: "postgres://db:5432", name: "shop.$1" } }`,
  );
  expect(shown.slice(2)).toEqual([
    "postgres://db:5432 shop.public.orders",
    "postgres://db:5432 shop.public.customers",
    "postgres://db:5432 shop.public.orders",
  ]);
});

test("names with whatever characters are proposed so that they are read as they are", () => {
  const odd = 'a"b: #{x}*\n$1\\';
  const { shown } = proposed([
    [`postgres://db:5432`, `shop.${odd}.orders`],
    [`${odd}/x`, `${odd}.orders`],
    [`postgres://db:5432`, `shop.${odd}.users`],
    [`${odd}/x`, `${odd}.users`],
  ]);
  expect(new Set(shown).size).toBe(2);
});
