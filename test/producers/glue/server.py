"""AWS Glue by moto, over TLS. server.py PORT CERTIFICATE KEY

The two lists that moto does not have are added over what it keeps, in pages of two, as AWS documents them.
"""

import sys

from moto.core.responses import ActionResult
from moto.glue.responses import GlueResponse
from moto.server import main

PAGE = 2


def page(response, items):
    first = int(response._get_param("NextToken") or 0)
    following = first + PAGE
    token = {"NextToken": str(following)} if following < len(items) else {}
    return ActionResult({"Schemas": items[first:following], **token})


def list_schemas(response):
    registry = response.glue_backend.registries[response._get_param("RegistryId")["RegistryName"]]
    return page(response, [schema.as_dict() for schema in registry.schemas.values()])


def list_schema_versions(response):
    schema_id = response._get_param("SchemaId")
    schema = response.glue_backend.registries[schema_id["RegistryName"]].schemas[schema_id["SchemaName"]]
    return page(response, [version.as_dict() for version in schema.schema_versions.values()])


GlueResponse.list_schemas = list_schemas
GlueResponse.list_schema_versions = list_schema_versions

port, certificate, key = sys.argv[1:]
main(["-H", "127.0.0.1", "-p", port, "-c", certificate, "-k", key])
