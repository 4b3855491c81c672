"""A validation of orders, some of which is not as expected, told by OpenLineage's action."""

import great_expectations as gx
from openlineage.common.provider.great_expectations import OpenLineageValidationAction
from orders import batch_of_orders, expectations

context = gx.get_context(mode="ephemeral")
batch = batch_of_orders(context)
suite = context.suites.add(gx.ExpectationSuite(name="orders", expectations=expectations()))

validator = context.get_validator(batch_request=batch.build_batch_request(), expectation_suite=suite)
result = validator.validate()
action = OpenLineageValidationAction(
    name="openlineage",
    job_name="orders.validate",
    job_description="What orders have to be",
    openlineage_parent_run_id="0194b8a4-7f00-7000-8000-0000000000aa",
    openlineage_parent_job_namespace="airflow",
    openlineage_parent_job_name="nightly.validate",
)
# Great Expectations 1 cannot run the action in a checkpoint: the client that it holds is no JSON.
action._run(result, None, validator)
