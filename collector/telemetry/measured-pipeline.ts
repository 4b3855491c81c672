import type { Pipeline } from "../pipeline.ts";
import type { Metrics } from "./metrics.ts";

/** The same pipeline, counting what it refuses. */
export function measurePipeline(pipeline: Pipeline, metrics: Metrics): Pipeline {
  return {
    process(message) {
      const processed = pipeline.process(message);
      for (const item of processed) if (item.kind === "dead") metrics.rejected(message.source, item.letter.reason);
      return processed;
    },
  };
}
