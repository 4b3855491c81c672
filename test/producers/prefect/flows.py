"""Orders into a lake, with a task that is tried again; and a flow that fails. Served as deployments."""

from prefect import flow, serve, task
from prefect.artifacts import create_table_artifact

attempts = 0


def dataset(role: str, uri: str, table: str) -> None:
    """As openlineage-prefect wants to be told of a dataset."""
    create_table_artifact(
        key=f"{table}-{role}".replace("_", "-"),
        table=[{"database_uri": uri, "table": table}],
        description=f"ol-dataset_{role}",
    )


@task(retries=1)
def extract() -> list[int]:
    global attempts
    attempts += 1
    dataset("input", "postgres://db.example:5432", "orders")
    if attempts == 1:
        raise ConnectionError("the database went away")
    return [1, 2, 3]


@task
def load(rows: list[int]) -> int:
    dataset("input", "postgres://db.example:5432", "orders")
    dataset("output", "s3://lake.example", "staged_orders")
    return len(rows)


@flow
def orders() -> int:
    return load(extract())


@task
def check() -> None:
    raise ValueError("42 refunds without an order")


@flow
def refunds() -> None:
    check()


if __name__ == "__main__":
    serve(orders.to_deployment("nightly"), refunds.to_deployment("nightly"))
