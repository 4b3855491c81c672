import type { Endpoint } from "./endpoint.ts";
import { lineageEndpoints } from "./lineage-endpoints.ts";
import { listEndpoints } from "./list-endpoints.ts";
import { thingEndpoints } from "./thing-endpoints.ts";

/** Every question that the gateway answers, and the OpenAPI document describes. */
export const endpoints: readonly Endpoint[] = [...listEndpoints, ...thingEndpoints, ...lineageEndpoints];
