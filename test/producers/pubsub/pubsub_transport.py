"""A transport of the OpenLineage client that publishes events to a topic of Pub/Sub, each as a message's data."""

import attr
from google.cloud import pubsub_v1
from openlineage.client.serde import Serde
from openlineage.client.transport.transport import Config, Transport


@attr.define
class PubSubConfig(Config):
    topic: str

    @classmethod
    def from_dict(cls, params):
        return cls(topic=params["topic"])


class PubSubTransport(Transport):
    kind = "pubsub"
    config_class = PubSubConfig

    def __init__(self, config):
        self.topic = config.topic
        self.publisher = pubsub_v1.PublisherClient()
        self.sent = []

    def emit(self, event):
        self.sent.append(self.publisher.publish(self.topic, Serde.to_json(event).encode()))

    def close(self, timeout=-1):
        for sent in self.sent:
            sent.result()
        return True
