"""Password hashes: argon2id (RFC 9106), off the event loop and few at a time, since each takes 19 MiB."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

THREADS = 2
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's minimum for argon2id


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_pool(), _hasher.hash, password)


async def is_password(password: str, hash_: str | None) -> bool:
    """With None, for an unknown account, the same work is done and the answer is no."""

    def verify() -> bool:
        try:
            _hasher.verify(hash_ or _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
        return hash_ is not None

    return await asyncio.get_running_loop().run_in_executor(_pool(), verify)
