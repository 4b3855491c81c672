"""Kinesis by moto, over TLS, since the Kinesis Producer Library speaks nothing else. server.py PORT CERTIFICATE KEY

What AWS does and moto does not is mended: records stay in a shard that is split or merged, new ones go to open shards,
reading a closed shard ends when its records do, writers can ask for open shards alone, and records that come at the
same moment are not lost.
"""

import sys
from collections import OrderedDict
from threading import RLock
from types import SimpleNamespace

from moto.core.responses import ActionResult
from moto.kinesis.models import KinesisBackend, Stream
from moto.kinesis.responses import KinesisResponse
from moto.kinesis.utils import decompose_shard_iterator
from moto.server import main

one_at_a_time = RLock()


def keeping_records(reshard):
    def without_moving(stream, *args):
        with one_at_a_time:
            kept = {name: shard.records for name, shard in stream.shards.items()}
            for shard in stream.shards.values():
                shard.records = OrderedDict()
            reshard(stream, *args)
            for name, records in kept.items():
                stream.shards[name].records = records

    return without_moving


def among_open(shard_for_key):
    def of_stream(stream, *args):
        shards = {name: shard for name, shard in stream.shards.items() if shard.is_open}
        return shard_for_key(SimpleNamespace(shards=shards), *args)

    return of_stream


def ending(get_records):
    def until_the_end(backend, stream_arn, shard_iterator, limit):
        following, records, behind = get_records(backend, stream_arn, shard_iterator, limit)
        name, shard_id, last = decompose_shard_iterator(following)
        shard = backend.describe_stream(stream_arn, name).get_shard(shard_id)
        ended = not shard.is_open and int(last) >= shard.get_max_sequence_number()
        return None if ended else following, records, behind

    return until_the_end


def filtered(list_shards):
    def as_asked(response):
        if not response._get_param("ShardFilter"):
            return list_shards(response)
        stream = response.kinesis_backend.describe_stream(
            response._get_param("StreamARN"), response._get_param("StreamName")
        )
        return ActionResult({"Shards": [shard.to_json() for shard in stream.shards.values() if shard.is_open]})

    return as_asked


def alone(put_record):
    def after_the_others(stream, *args):
        with one_at_a_time:
            return put_record(stream, *args)

    return after_the_others


Stream.split_shard = keeping_records(Stream.split_shard)
Stream.merge_shards = keeping_records(Stream.merge_shards)
Stream.get_shard_for_key = among_open(Stream.get_shard_for_key)
Stream.put_record = alone(Stream.put_record)
KinesisResponse.list_shards = filtered(KinesisResponse.list_shards)
KinesisBackend.get_records = ending(KinesisBackend.get_records)

port, certificate, key = sys.argv[1:]
main(["-H", "127.0.0.1", "-p", port, "-c", certificate, "-k", key])
