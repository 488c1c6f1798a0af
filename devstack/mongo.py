"""MongoDB that does not answer: found out within seconds, and told with what to do."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError, ServerSelectionTimeoutError

from devstack.errors import DevstackError

MILLISECONDS = 5000
CURE = "start it, with a majority of its members, or correct MONGODB_URL: address, user, password, TLS"


def try_connection(url: str) -> None:
    """Raises PyMongoError where no primary answers soon, or not to our user."""
    with MongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=MILLISECONDS) as client:
        client.admin.command("ping")


def must_answer(url: str) -> None:
    """Raises DevstackError, with what to do, before anything else is tried there."""
    try:
        try_connection(url)
    except PyMongoError as error:
        raise DevstackError(f"MongoDB: {told(error)}. {CURE[0].upper()}{CURE[1:]}") from None


def told(error: PyMongoError) -> str:
    """Without the data, the addresses and the names that a message may quote."""
    if isinstance(error, ServerSelectionTimeoutError):
        return "no primary answers"
    if isinstance(error, ConnectionFailure):
        return "the connection broke"
    if isinstance(error, OperationFailure):
        return f"it refuses ({(error.details or {}).get('codeName', error.code)})"
    return type(error).__name__
