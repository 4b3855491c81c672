"""Runs of a job, a START and a COMPLETE each, by a transport of their own. pipeline.py FIRST COUNT"""

import sys
import uuid
from datetime import datetime, timedelta, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState

first, count = (int(argument) for argument in sys.argv[1:])
transport = {"type": "pubsub_transport.PubSubTransport", "topic": "projects/shop/topics/openlineage"}
client = OpenLineageClient(config={"transport": transport})
start = datetime(2026, 1, 31, tzinfo=timezone.utc)

for number in range(first, first + count):
    run = Run(runId=str(uuid.UUID(int=number)))
    job = Job(namespace="pubsub", name=f"orders.load.{number % 7}")
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
