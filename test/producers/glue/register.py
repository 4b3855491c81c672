"""Schemas of a registry, as producers register them."""

import json

import boto3

REGISTRY = {"RegistryName": "shop"}
glue = boto3.client("glue")
glue.create_registry(**REGISTRY)


def order(*fields):
    record = {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}, *fields]}
    return json.dumps(record)


def create(name, data_format, compatibility, definition):
    glue.create_schema(
        RegistryId=REGISTRY,
        SchemaName=name,
        DataFormat=data_format,
        Compatibility=compatibility,
        SchemaDefinition=definition,
    )


def add(name, definition):
    glue.register_schema_version(SchemaId={**REGISTRY, "SchemaName": name}, SchemaDefinition=definition)


note = {"name": "note", "type": ["null", "string"], "default": None}
total = {"name": "total", "type": "double", "default": 0}
create("orders-value", "AVRO", "FULL_ALL", order())
add("orders-value", order(note))
add("orders-value", order(note, total))
create("refunds", "PROTOBUF", "BACKWARD", 'syntax = "proto3"; message Refund { int64 id = 1; optional string reason = 2; }')
click = {"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]}
click["$schema"] = "http://json-schema.org/draft-07/schema#"
create("clicks", "JSON", "NONE", json.dumps(click))
