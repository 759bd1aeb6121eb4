"""Answers about a census that do not change, or that may be a few minutes old, kept so that they are worked out once."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

A_WEEK = 7 * 24 * 3600
FIVE_MINUTES = 300

T = TypeVar("T")


def kept(key: str, *, make: Callable[[], T], seconds: int = A_WEEK) -> T:
    """What is kept under a key for so many seconds, made when it is not there; without a cache it is made each time."""
    try:
        found = cache.get(key)
    except RedisError:  # the cache only saves time
        return make()
    if found is not None:
        answer: T = found
        return answer
    made = make()
    try:
        cache.set(key, made, seconds)
    except RedisError:
        return made
    return made
