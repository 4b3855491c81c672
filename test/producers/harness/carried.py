"""Runs of a shop's jobs, a START and a COMPLETE each, by a transport of OpenLineage's client.

carried.py TRANSPORT NAMESPACE FIRST COUNT, the transport's configuration as JSON
"""

import json
import sys
import uuid
from datetime import datetime, timedelta, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState

transport, namespace, first, count = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
client = OpenLineageClient(config={"transport": transport})
start = datetime(2026, 1, 31, tzinfo=timezone.utc)

for number in range(first, first + count):
    run = Run(runId=str(uuid.UUID(int=number)))
    job = Job(namespace=namespace, name=f"orders.load.{number % 7}")
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
