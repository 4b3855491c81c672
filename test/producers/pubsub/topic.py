"""The topic, as who owns it treats it. topic.py create|noise|left"""

import sys

from google.cloud import pubsub_v1

TOPIC = "projects/shop/topics/openlineage"
publisher = pubsub_v1.PublisherClient()


def create():
    """With a subscription that is delivered at least once, and one that is delivered exactly once."""
    publisher.create_topic(name=TOPIC)
    with pubsub_v1.SubscriberClient() as subscriber:
        for name, exactly_once in (("tidemark", False), ("once", True)):
            request = {
                "name": f"projects/shop/subscriptions/{name}",
                "topic": TOPIC,
                "ack_deadline_seconds": 10,
                "enable_exactly_once_delivery": exactly_once,
            }
            subscriber.create_subscription(request=request)


def noise():
    """What is no event: a text, no text, no data but an attribute."""
    publisher.publish(TOPIC, b"this is no event").result()
    publisher.publish(TOPIC, b"\xff\x00\xfe").result()
    publisher.publish(TOPIC, b"", about="nothing").result()


def left():
    """How many messages are not confirmed that were to be delivered exactly once, and that nobody has."""
    with pubsub_v1.SubscriberClient() as subscriber:
        request = {"subscription": "projects/shop/subscriptions/once", "max_messages": 1000, "return_immediately": True}
        print(len(subscriber.pull(request=request).received_messages))


globals()[sys.argv[1]]()
