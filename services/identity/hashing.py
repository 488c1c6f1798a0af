"""Password hashes: argon2id (RFC 9106), off the event loop and few at a time, since each takes 19 MiB.

Their threads give way to the event loop: a flood of passwords slows those who sign in, not those who work.
New passwords are judged in a thread of their own: that takes longer than a hash, and who signs in has no part in it.

Who comes while MAX_WAITING wait is told to try again: an endless queue would answer nobody in time.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from chassis.errors import Unavailable
from services.identity.domain.passwords import acceptable_password

THREADS = 2
NICENESS = 10
MAX_WAITING = 64  # under a second's work for the threads
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's minimum for argon2id
T = TypeVar("T")


class Busy(Unavailable):
    """The queue is full. Nothing was done."""

    message = "Too many people give a password at this moment. Nothing was done: try again in a few seconds."


def _give_way() -> None:
    """To Linux a thread has a priority of its own; elsewhere the threads stay as they are.

    From that of the process on: one that was itself made to give way may not, and must not, be raised above it.
    """
    if sys.platform == "linux":
        os.nice(NICENESS)


class _Pool:
    def __init__(self, name: str, threads: int, begin: Callable[[], None] | None = None) -> None:
        self._threads = ThreadPoolExecutor(threads, name, begin)
        self._places = threads + MAX_WAITING
        self._inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Raises Busy."""
        if self._inside >= self._places:
            raise Busy
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1


@cache
def _pool() -> _Pool:
    return _Pool("argon2", THREADS, _give_way)


@cache
def _judge() -> _Pool:
    """One thread, since the library keeps a person's own words in a global.

    It does not give way: it holds the interpreter's lock while it works, and all would wait with it.
    """
    return _Pool("zxcvbn", 1)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """Raises Busy."""
    return await _pool().run(lambda: _hasher.hash(password))


async def hash_new_password(text: str, *, email: str) -> str:
    """Of a password that is acceptable. Raises BadPassword, and Busy."""
    return await hash_password(await _judge().run(lambda: acceptable_password(text, email=email)))


def is_outdated(hash_: str) -> bool:
    """Whether it was made with other parameters than hashes are made with now."""
    return _hasher.check_needs_rehash(hash_)


async def is_password(password: str, hash_: str | None) -> bool:
    """With None, for an unknown account, the same work is done and the answer is no. Raises Busy."""

    def verify() -> bool:
        try:
            _hasher.verify(hash_ or _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
        return hash_ is not None

    return await _pool().run(verify)
