import type { AskBytes } from "./ask-bytes.ts";
import { decodeGraph, UnknownNames } from "./decode-graph.ts";
import { datasetNamesStatement, edgesStatement, jobLinksStatement, jobNamesStatement } from "./graph-sql.ts";
import { KeyCollision } from "./key-index.ts";
import type { LineageGraph } from "./lineage-graph.ts";

/** The first is the usual one; later ones are for names that only edges have, and for keys that collide. */
const attempts = [
  { salt: "", ofEdges: false },
  { salt: "", ofEdges: true },
  { salt: "a", ofEdges: true },
  { salt: "b", ofEdges: true },
] as const;

/** Reads the structure of lineage from the read views. Throws `AskFailure` as every question does. */
export async function loadGraph(ask: AskBytes, asOf: Date | undefined): Promise<LineageGraph> {
  let failure: unknown;
  for (const names of attempts) {
    try {
      // Edges before names: names are not forgotten, so those of each edge are there.
      const edges = await ask(edgesStatement(asOf, names.salt));
      const jobLinks = await ask(jobLinksStatement(asOf, names.salt));
      const datasetNames = await ask(datasetNamesStatement(asOf, names));
      const jobNames = await ask(jobNamesStatement(asOf, names));
      return await decodeGraph({ edges, jobLinks, datasetNames, jobNames });
    } catch (error) {
      if (!(error instanceof UnknownNames || error instanceof KeyCollision)) throw error;
      failure = error;
    }
  }
  throw failure;
}
