"""Loads orders from a table into a lake and tells so with every facet that the OpenLineage client has.

usage: pipeline.py NAME [FAIL]: the job is called orders.NAME. The transport comes from the environment,
as anyone configures it. What was emitted is written to sent-NAME.ndjson as well, to be compared.
"""

import sys
from datetime import datetime, timedelta, timezone

from openlineage.client import OpenLineageClient, facet_v2
from openlineage.client.event_v2 import (
    Dataset,
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
)
from openlineage.client.facet_v2 import (
    base_subset_dataset as subset,
    catalog_dataset,
    column_lineage_dataset as column_lineage,
    data_quality_assertions_dataset as assertions,
    data_quality_metrics_dataset as metrics,
    data_quality_metrics_input_dataset as input_metrics,
    dataset_type_dataset,
    dataset_version_dataset,
    datasource_dataset,
    documentation_dataset,
    documentation_job,
    environment_variables_run,
    error_message_run,
    execution_parameters_run as parameters,
    external_query_run,
    extraction_error_run as extraction_error,
    hierarchy_dataset as hierarchy,
    input_statistics_input_dataset,
    job_dependencies_run as dependencies,
    job_type_job,
    lifecycle_state_change_dataset as lifecycle,
    lineage,
    nominal_time_run,
    output_statistics_output_dataset,
    ownership_dataset,
    ownership_job,
    parent_run,
    processing_engine_run,
    schema_dataset as schema,
    source_code_job,
    source_code_location_job,
    sql_job,
    storage_dataset,
    symlinks_dataset as symlinks,
    tags_dataset,
    tags_job,
    tags_run,
    test_run,
)
from openlineage.client.serde import Serde
from openlineage.client.uuid import generate_new_uuid

NAME = sys.argv[1]
FAILS = len(sys.argv) > 2
NAMESPACE = "python"
SOURCE = ("postgres://db.example:5432", f"shop.public.orders_{NAME}")
TARGET = ("s3://lake.example", f"orders/{NAME}")
RUN_ID = str(generate_new_uuid())
PARENT_RUN_ID = "0194b8a4-7f00-7000-8000-0000000000aa"
ROOT_RUN_ID = "0194b8a4-7f00-7000-8000-0000000000bb"
started = datetime(2026, 1, 31, 7, 0, tzinfo=timezone.utc)

run_facets = {
    "nominalTime": nominal_time_run.NominalTimeRunFacet(
        nominalStartTime="2026-01-30T00:00:00Z", nominalEndTime="2026-01-31T00:00:00Z"
    ),
    "parent": parent_run.ParentRunFacet(
        run=parent_run.Run(runId=PARENT_RUN_ID),
        job=parent_run.Job(namespace=NAMESPACE, name="nightly"),
        root=parent_run.Root(
            run=parent_run.RootRun(runId=ROOT_RUN_ID), job=parent_run.RootJob(namespace=NAMESPACE, name="scheduler")
        ),
    ),
    "processing_engine": processing_engine_run.ProcessingEngineRunFacet(version="3.11", name="Python"),
    "externalQuery": external_query_run.ExternalQueryRunFacet(externalQueryId="query-7", source="postgres"),
    "extractionError": extraction_error.ExtractionErrorRunFacet(
        totalTasks=2, failedTasks=1, errors=[extraction_error.Error(errorMessage="no parser", taskNumber=2)]
    ),
    "environmentVariables": environment_variables_run.EnvironmentVariablesRunFacet(
        environmentVariables=[environment_variables_run.EnvironmentVariable(name="REGION", value="eu-west-1")]
    ),
    "executionParameters": parameters.ExecutionParametersRunFacet(
        parameters=[parameters.ExecutionParameter(key="task.timeout", name="Task timeout", value="3600")]
    ),
    "jobDependencies": dependencies.JobDependenciesRunFacet(
        upstream=[
            dependencies.JobDependency(
                job=dependencies.JobIdentifier(namespace=NAMESPACE, name="export"),
                dependency_type="DIRECT_INVOCATION",
                sequence_trigger_rule="FINISH_TO_START",
            )
        ]
    ),
    "tags": tags_run.TagsRunFacet(tags=[tags_run.TagsRunFacetFields(key="trigger", value="cron", source="USER")]),
    "test": test_run.TestRunFacet(
        tests=[test_run.TestExecution(name="source_is_there", status="pass", type="exists", severity="error")]
    ),
}
error = error_message_run.ErrorMessageRunFacet(
    message="disk full", programmingLanguage="PYTHON", stackTrace="Traceback …"
)
job_facets = {
    "jobType": job_type_job.JobTypeJobFacet(processingType="BATCH", integration="PYTHON", jobType="SCRIPT"),
    "documentation": documentation_job.DocumentationJobFacet(description="Orders into the lake"),
    "ownership": ownership_job.OwnershipJobFacet(owners=[ownership_job.Owner(name="team:shop", type="MAINTAINER")]),
    "sourceCode": source_code_job.SourceCodeJobFacet(language="python", sourceCode="load()"),
    "sourceCodeLocation": source_code_location_job.SourceCodeLocationJobFacet(
        type="git", url="https://git.example/shop/blob/main/load.py", path="load.py", version="abc123", branch="main"
    ),
    "sql": sql_job.SQLJobFacet(query="SELECT id, total FROM orders", dialect="postgres"),
    "tags": tags_job.TagsJobFacet(tags=[tags_job.TagsJobFacetFields(key="tier", value="gold", source="USER")]),
    "lineage": lineage.LineageJobFacet(
        entries=[
            lineage.LineageDatasetEntry(
                namespace=TARGET[0],
                name=TARGET[1],
                type="DATASET",
                inputs=[lineage.LineageDatasetInput(namespace=SOURCE[0], name=SOURCE[1], type="DATASET")],
            )
        ]
    ),
}
input_facets = {
    "schema": schema.SchemaDatasetFacet(
        fields=[
            schema.SchemaDatasetFacetFields(name="id", type="bigint", description="key", ordinal_position=1),
            schema.SchemaDatasetFacetFields(
                name="address",
                type="struct",
                ordinal_position=2,
                fields=[schema.SchemaDatasetFacetFields(name="city", type="text")],
            ),
            schema.SchemaDatasetFacetFields(name="total", type="numeric", ordinal_position=3),
        ]
    ),
    "dataSource": datasource_dataset.DatasourceDatasetFacet(name="shop", uri="postgres://db.example:5432/shop"),
    "dataQualityMetrics": metrics.DataQualityMetricsDatasetFacet(
        columnMetrics={"id": metrics.ColumnMetrics(nullCount=0, distinctCount=120)},
        rowCount=120,
        bytes=4096,
        lastUpdated="2026-01-31T06:30:00Z",
    ),
    "documentation": documentation_dataset.DocumentationDatasetFacet(description="What customers ordered"),
    "ownership": ownership_dataset.OwnershipDatasetFacet(owners=[ownership_dataset.Owner(name="team:sales")]),
    "tags": tags_dataset.TagsDatasetFacet(
        tags=[
            tags_dataset.TagsDatasetFacetFields(key="pii", value="true", field="address", source="USER"),
            tags_dataset.TagsDatasetFacetFields(key="domain", value="sales"),
        ]
    ),
    "hierarchy": hierarchy.HierarchyDatasetFacet(
        hierarchy=[hierarchy.HierarchyDatasetFacetLevel(type="DATABASE", name="shop")]
    ),
    "datasetType": dataset_type_dataset.DatasetTypeDatasetFacet(datasetType="TABLE", subType="HEAP"),
}
use_facets = {
    "inputStatistics": input_statistics_input_dataset.InputStatisticsInputDatasetFacet(
        rowCount=120, size=4000, fileCount=1
    ),
    "dataQualityMetrics": input_metrics.DataQualityMetricsInputDatasetFacet(
        columnMetrics={"total": input_metrics.ColumnMetrics(min=0.5, max=99.5, sum=1200.25, quantiles={"0.5": 8.0})},
        rowCount=120,
    ),
    "dataQualityAssertions": assertions.DataQualityAssertionsDatasetFacet(
        assertions=[
            assertions.Assertion(assertion="not_null", success=True, column="id", severity="error", name="id_is_there"),
            assertions.Assertion(assertion="row_count", success=False, severity="warn", expected="200", actual="120"),
        ]
    ),
    "subset": subset.InputSubsetInputDatasetFacet(
        inputCondition=subset.CompareSubsetCondition(
            left=subset.FieldBaseCompareExpression(field="day"),
            right=subset.LiteralCompareExpression(value="2026-01-30"),
            comparison="EQUAL",
        )
    ),
}
output_facets = {
    "columnLineage": column_lineage.ColumnLineageDatasetFacet(
        fields={
            "order_id": column_lineage.Fields(
                inputFields=[
                    column_lineage.InputField(
                        namespace=SOURCE[0],
                        name=SOURCE[1],
                        field="id",
                        transformations=[column_lineage.Transformation(type="DIRECT", subtype="IDENTITY", masking=False)],
                    )
                ]
            )
        }
    ),
    "lineage": lineage.LineageDatasetFacet(
        fields={
            "total": lineage.LineageFieldEntry(
                inputs=[
                    lineage.LineageDatasetInput(namespace=SOURCE[0], name=SOURCE[1], type="DATASET", field="total")
                ]
            )
        }
    ),
    "version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion="7"),
    "lifecycleStateChange": lifecycle.LifecycleStateChangeDatasetFacet(
        lifecycleStateChange=lifecycle.LifecycleStateChange.OVERWRITE
    ),
    "storage": storage_dataset.StorageDatasetFacet(storageLayer="s3", fileFormat="parquet"),
    "symlinks": symlinks.SymlinksDatasetFacet(
        identifiers=[symlinks.Identifier(namespace="glue://eu", name=f"lake.orders_{NAME}", type="TABLE")]
    ),
    "catalog": catalog_dataset.CatalogDatasetFacet(framework="iceberg", type="glue", name="lake"),
}
output_use_facets = {
    "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        rowCount=118, size=2048, fileCount=2
    ),
    "subset": subset.OutputSubsetOutputDatasetFacet(
        outputCondition=subset.PartitionSubsetCondition(
            partitions=[subset.Partition(identifier="day=2026-01-30", dimensions={"day": "2026-01-30"})]
        )
    ),
}


def modules_used() -> set[str]:
    """Those of `facet_v2` of which a facet is sent."""
    sent = [run_facets, {"error": error}, job_facets, input_facets, use_facets, output_facets, output_use_facets]
    return {type(facet).__module__.rpartition(".")[2] for facets in sent for facet in facets.values()}


unused = {name for name in facet_v2.__all__ if name[0].islower() and name != "set_producer"} - modules_used()
if unused:
    sys.exit(f"the client has facets that this pipeline does not send: {sorted(unused)}")

job = Job(NAMESPACE, f"orders.{NAME}", job_facets)
source = InputDataset(*SOURCE, facets=input_facets, inputFacets=use_facets)
target = OutputDataset(*TARGET, facets=output_facets, outputFacets=output_use_facets)


def run_event(state: RunState, minutes: int, facets: dict, **datasets: list) -> RunEvent:
    time = (started + timedelta(minutes=minutes)).isoformat()
    return RunEvent(eventType=state, eventTime=time, run=Run(RUN_ID, facets), job=job, **datasets)


end = RunState.FAIL if FAILS else RunState.COMPLETE
events = [
    run_event(RunState.START, 0, run_facets, inputs=[source]),
    run_event(RunState.RUNNING, 1, {}),
    run_event(end, 2, {"errorMessage": error} if FAILS else {}, outputs=[target]),
    JobEvent(eventTime=started.isoformat(), job=job, inputs=[InputDataset(*SOURCE)], outputs=[OutputDataset(*TARGET)]),
    DatasetEvent(eventTime=started.isoformat(), dataset=Dataset(*SOURCE, facets=input_facets)),
]

client = OpenLineageClient()
with open(f"sent-{NAME}.ndjson", "w") as sent:
    for event in events:
        client.emit(event)
        sent.write(Serde.to_json(event) + "\n")
client.close()
