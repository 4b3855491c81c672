"""A pipeline that is traced, and a process of its own that says what started it. usage: pipeline.py RUN_ID nightly|report"""

import os
import sys

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

run_id, name = sys.argv[1:]
exporter = OTLPSpanExporter(f"{os.environ['OPENLINEAGE_URL']}/v1/traces", compression=Compression.Gzip)
provider = TracerProvider(resource=Resource.create({"service.name": "shop-etl"}))
provider.add_span_processor(BatchSpanProcessor(exporter))
tracer = provider.get_tracer("pipeline")


def job(job_name: str, **attributes):
    said = {f"openlineage.{key.replace('_', '.')}": value for key, value in attributes.items()}
    return tracer.start_as_current_span(job_name, attributes={"openlineage.job.name": job_name, **said})


def nightly() -> None:
    with job("nightly", job_type="DAG", run_id=run_id):
        with job("nightly.extract", outputs=["s3://lake/staged/orders"]):
            query = {"db.system.name": "postgresql", "db.namespace": "shop", "db.collection.name": "public.orders"}
            server = {"db.operation.name": "SELECT", "server.address": "db", "server.port": 5432}
            with tracer.start_as_current_span("SELECT shop.public.orders", attributes={**query, **server}):
                pass
        try:
            with job("nightly.load", inputs=["s3://lake/staged/orders"]):
                raise OSError("no space left")
        except OSError as error:
            print("fails, as it should:", error)


def report() -> None:
    parent = {"parent_run_id": run_id, "parent_job_name": "nightly", "parent_job_namespace": "shop-etl"}
    with job("nightly.report", **parent):
        pass


{"nightly": nightly, "report": report}[name]()
provider.shutdown()
