"""How Celery speaks to the broker: kombu's Redis transport, able to outlive it."""

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerGoneError


class Channel(redis.Channel):
    """A channel whose connection was lost says so, instead of failing in a way that ends the worker.

    When the broker dies while a job is under way, the worker gives the connection up and then still wants to hand back
    or acknowledge the job's message. Kombu answers with an AttributeError, which nobody expects: the worker ends, and
    with it the job in the middle of a message. A lost connection it expects: it connects again.
    """

    def _connparams(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        if self.connection.client is None:
            raise BrokerGoneError("The connection to the broker was given up.")
        found: dict[str, Any] = super()._connparams(*arguments, **named)  # type: ignore[misc]  # not in the stubs
        return found


class Transport(redis.Transport):
    """The transport behind redis://, rediss:// and redis+socket://."""

    Channel = Channel
