"""Evaluates the sensor once, as Dagster's daemon does every few minutes."""

import dagster as dg
from dagster_openlineage import openlineage_sensor

sensor = openlineage_sensor(record_filter_limit=1000)
with dg.DagsterInstance.get() as instance:
    sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
