"""What else may be on a topic: no event, no text, no value; then orders for the agent's consumer. noise.py BROKER"""

import json
import sys

from confluent_kafka import Producer

producer = Producer({"bootstrap.servers": sys.argv[1]})
producer.produce("openlineage.events", value=b"this is no event")
producer.produce("openlineage.events", value=b"\xff\x00\xfe")
producer.produce("openlineage.events", key=b"run:kafka/orders.load", value=None)
for number in range(5):
    producer.produce("orders", value=json.dumps({"id": number, "total": 2.5}))
producer.flush()
