"""Documents that clients send by name: trusted ones from a file, and automatic persisted queries.

A request may name its document by `documentId`, or by `extensions.persistedQuery.sha256Hash`, as Apollo's clients do.
With a file of trusted documents nothing else is served, whether it is sent by name or as text. Without one, a
document that came with its hash is remembered, so that the hash is enough the next time; the least recently used
are forgotten.
"""

import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import Any

import orjson

from chassis.process import CannotStart
from gateway.errors import Code, Refused
from gateway.http_request import GraphQLRequest

REMEMBERED = 1000
MAX_REMEMBERED_CHARS = 32 * 1024


class Documents:
    """`trusted`: document texts by id, or None where any document is served."""

    def __init__(self, trusted: dict[str, str] | None = None) -> None:
        self._trusted = trusted
        self._texts = None if trusted is None else frozenset(trusted.values())
        self._remembered: OrderedDict[str, str] = OrderedDict()

    @property
    def trusted(self) -> bool:
        """Whether only documents of the file are served."""
        return self._trusted is not None

    def text(self, request: GraphQLRequest) -> str:
        """The document that the request asks for. Raises Refused."""
        if self._trusted is not None:
            return self._trusted_text(request)
        sha256, query = request.sha256, request.query
        if request.document_id is not None:
            raise _unknown()
        if query is None:
            return self._recalled(sha256 or "")
        if sha256 is None:
            return query
        if hashlib.sha256(query.encode()).hexdigest() != sha256:
            raise Refused(400, Code.BAD_REQUEST, "sha256Hash is not the hash of the query that was sent.")
        self._remember(sha256, query)
        return query

    def _trusted_text(self, request: GraphQLRequest) -> str:
        assert self._trusted is not None
        assert self._texts is not None
        name = request.document_id or request.sha256
        found = self._trusted.get(name) if name is not None else request.query
        if found is None or (name is None and found not in self._texts):
            raise _unknown()
        return found

    def _recalled(self, sha256: str) -> str:
        found = self._remembered.get(sha256)
        if found is None:
            # Apollo's clients know this message, and send the text along with the hash then.
            raise Refused(200, Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        self._remembered.move_to_end(sha256)
        return found

    def _remember(self, sha256: str, query: str) -> None:
        if len(query) > MAX_REMEMBERED_CHARS:
            return
        self._remembered[sha256] = query
        self._remembered.move_to_end(sha256)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


def read_trusted(path: Path | None) -> dict[str, str] | None:
    """A JSON object from id to text (what GraphQL Code Generator and Relay write), or Apollo's operation manifest.

    Raises CannotStart where it is neither.
    """
    if path is None:
        return None
    try:
        found = orjson.loads(path.read_bytes())
    except OSError as error:
        raise CannotStart(f"TRUSTED_DOCUMENTS: {path} cannot be read ({error.strerror}).") from None
    except orjson.JSONDecodeError:
        raise CannotStart(f"TRUSTED_DOCUMENTS: {path} is not JSON.") from None
    documents: Any = found
    if isinstance(found, dict) and isinstance(found.get("operations"), list):
        operations = [each for each in found["operations"] if isinstance(each, dict)]
        documents = {each.get("id"): each.get("body") for each in operations}
    if not isinstance(documents, dict) or not all(
        isinstance(name, str) and isinstance(text, str) for name, text in documents.items()
    ):
        raise CannotStart(
            f"TRUSTED_DOCUMENTS: {path} must be a JSON object from document id to document text."
        )
    return documents


def _unknown() -> Refused:
    return Refused(400, Code.DOCUMENT_NOT_TRUSTED, "This document is not among those that are served here.")
