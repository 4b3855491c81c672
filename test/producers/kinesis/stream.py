"""The stream, as who runs it treats it. stream.py create|reshard|noise|last|packed"""

import hashlib
import json
import sys

import boto3

STREAM = "openlineage"
MAGIC = b"\xf3\x89\x9a\xc2"
kinesis = boto3.client("kinesis")


def shards():
    return kinesis.list_shards(StreamName=STREAM)["Shards"]


def records(shard):
    start = kinesis.get_shard_iterator(StreamName=STREAM, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
    return kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]


def create():
    kinesis.create_stream(StreamName=STREAM, ShardCount=2)


def reshard():
    """One is split, and half of it merged with the other: parents of one kind and of two."""
    first, second = (shard["ShardId"] for shard in shards())
    kinesis.split_shard(StreamName=STREAM, ShardToSplit=first, NewStartingHashKey=str(2**126))
    upper = shards()[-1]["ShardId"]
    kinesis.merge_shards(StreamName=STREAM, ShardToMerge=upper, AdjacentShardToMerge=second)


def noise():
    """What is no event: a text, no text, and what begins as many packed into one and is not."""
    for data in (b"this is no event", b"\xff\x00\xfe", MAGIC + b"x" + hashlib.md5(b"y").digest()):
        kinesis.put_record(StreamName=STREAM, Data=data, PartitionKey="noise")


def last():
    """How far a reader can be, by shard."""
    told = {}
    for shard in shards():
        is_closed = "EndingSequenceNumber" in shard["SequenceNumberRange"]
        told[shard["ShardId"]] = "end" if is_closed else records(shard)[-1]["SequenceNumber"]
    print(json.dumps(told))


def packed():
    """How many records there are, and how many of them hold several."""
    found = [record["Data"] for shard in shards() for record in records(shard)]
    print(json.dumps({"records": len(found), "packed": sum(data.startswith(MAGIC) for data in found)}))


globals()[sys.argv[1]]()
