"""Expectations of orders in SQLite, some of which do not hold, told by OpenLineage's action."""

import sqlite3

import great_expectations as gx
import great_expectations.expectations as gxe
from openlineage.common.provider.great_expectations import OpenLineageValidationAction

database = "orders.db"
with sqlite3.connect(database) as connection:
    connection.execute("CREATE TABLE orders (id INTEGER, total REAL, status TEXT)")
    orders = [(1, 12.5, "paid"), (2, 3.25, "paid"), (3, None, "lost")]
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", orders)

context = gx.get_context(mode="ephemeral")
source = context.data_sources.add_sqlite("shop", connection_string=f"sqlite:///{database}")
batch = source.add_table_asset("orders", table_name="orders").add_batch_definition_whole_table("all")
suite = context.suites.add(
    gx.ExpectationSuite(
        name="orders",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(column="id"),
            gxe.ExpectColumnValuesToNotBeNull(column="total"),
            gxe.ExpectTableRowCountToBeBetween(min_value=5, max_value=10),
            gxe.ExpectColumnValuesToBeInSet(column="status", value_set=["paid", "open"]),
            gxe.ExpectColumnMaxToBeBetween(column="total", min_value=1, max_value=100),
        ],
    )
)

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
