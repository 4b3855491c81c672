"""Orders of a day: a task that needs a second try, mapped tasks, one that fails and one that is skipped for it."""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Asset, task
from airflow.sdk.exceptions import AirflowSkipException
from openlineage.client.event_v2 import Dataset as LineageDataset

raw = LineageDataset("postgres://db.example:5432", "shop.public.orders")
staged = LineageDataset("s3://lake.example", "staged/orders")


def dag(name: str, **arguments) -> DAG:
    return DAG(
        name,
        schedule="@daily",
        start_date=datetime(2026, 1, 30),
        catchup=False,
        tags=["tier:gold", "nightly"],
        owner_links={},
        default_args={"owner": "team-orders", "retries": 0, "retry_delay": timedelta(seconds=0)},
        **arguments,
    )


with dag("orders", description="Orders into the lake", doc_md="What customers ordered, **day by day**.") as orders:

    @task(retries=1, inlets=[raw], outlets=[staged])
    def extract(ti=None):
        """Fails the first time, as a connection that is dropped does."""
        if ti.try_number == 1:
            raise ConnectionError("the database went away")
        return ["eu", "us"]

    @task(inlets=[staged], outlets=[Asset("file://lake.example/marts/orders")], owner="team-marts")
    def load(region: str) -> int:
        return len(region)

    load.expand(region=extract()) >> BashOperator(task_id="report", bash_command="echo all regions")

with dag("refunds") as refunds:

    @task(owner="team-refunds")
    def check():
        raise ValueError("42 refunds without an order")

    @task
    def publish():
        """Is never run: what it waits for has failed."""

    check() >> publish()

    @task(outlets=[LineageDataset("s3://lake.example", "archive/refunds")])
    def archive():
        raise AirflowSkipException("nothing to archive")

    archive()
