import { registerHooks } from "node:module";

// Preloaded by `node --import`: the examples name the package, as its users do; here it is the sources.
const sources = new URL("../../agent/index.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "@tidemark/agent" ? { url: sources, shortCircuit: true } : next(specifier, context),
});
