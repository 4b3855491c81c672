import type { Issue } from "./judge.ts";

const longestKey = 64;
const longestText = 200;

/** `path: what`, for example `inputs[0].name: missing`: keys of the event, but never its values. */
export function issueText({ path, message }: Issue): string {
  const what = message.endsWith("received undefined") ? "missing" : message.replace(/^Invalid input: /, "");
  return `${pathText(path)}: ${what}`.slice(0, longestText);
}

function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else text += `${text === "" ? "" : "."}${String(key).slice(0, longestKey)}`;
  }
  return text;
}
