"""Runs of a shop's jobs by OpenLineage's Kafka transport. pipeline.py BROKER FIRST COUNT"""

import sys
import uuid
from datetime import datetime, timedelta, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState

broker, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
transport = {
    "type": "kafka",
    "topic": "openlineage.events",
    "config": {"bootstrap.servers": broker, "compression.type": "zstd"},
    "flush": False,
}
client = OpenLineageClient(config={"transport": transport})
start = datetime(2026, 1, 31, tzinfo=timezone.utc)

for number in range(first, first + count):
    run = Run(runId=str(uuid.UUID(int=number)))
    job = Job(namespace="kafka", name=f"orders.load.{number % 7}")
    for state, seconds in ((RunState.START, 0), (RunState.COMPLETE, 30)):
        client.emit(
            RunEvent(
                eventType=state,
                eventTime=(start + timedelta(minutes=number, seconds=seconds)).isoformat(),
                run=run,
                job=job,
                inputs=[InputDataset(namespace="s3://lake", name="orders.csv")],
                outputs=[OutputDataset(namespace="postgres://db:5432", name="shop.public.orders")],
                producer="https://example.org/shop",
            )
        )
client.close()
