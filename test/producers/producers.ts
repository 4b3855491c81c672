import { airflow } from "./airflow/producer.ts";
import { dagster } from "./dagster/producer.ts";
import { dbt } from "./dbt/producer.ts";
import { flink } from "./flink/producer.ts";
import { glue } from "./glue/producer.ts";
import type { Producer } from "./harness/producer.ts";
import { kafka } from "./kafka/producer.ts";
import { openTelemetry } from "./opentelemetry/producer.ts";
import { kinesis } from "./kinesis/producer.ts";
import { prefect } from "./prefect/producer.ts";
import { greatExpectations } from "./great-expectations/producer.ts";
import { pubsub } from "./pubsub/producer.ts";
import { pydeequ } from "./pydeequ/producer.ts";
import { pythonClient } from "./python-client/producer.ts";
import { schemaRegistry } from "./schema-registry/producer.ts";
import { soda } from "./soda/producer.ts";
import { spark } from "./spark/producer.ts";

/** In the order of how many people run them. */
export const producers: readonly Producer[] = [
  pythonClient,
  dbt,
  airflow,
  spark,
  greatExpectations,
  dagster,
  prefect,
  flink,
  kafka,
  kinesis,
  pubsub,
  schemaRegistry,
  glue,
  pydeequ,
  soda,
  openTelemetry,
];
