"""What clients are told when something goes wrong: a closed list of codes, and texts that tell nothing else.

Of a subgraph's error the text is told where its code is one of those that services say on purpose. Any other text may
speak of what is inside, and so may one that says that the gateway's query did not fit, which is our fault.
"""

import re
from typing import Any

from graphql import GraphQLError

from chassis.codes import PublishedCode
from chassis.errors import Code as ServiceCode
from chassis.quoted import without_values
from gateway.federation.errors import OperationError, TooComplex
from gateway.federation.operation import InvalidDocument, InvalidVariables, UnreadableDocument


class Code(PublishedCode):
    """Every `extensions.code` of the gateway's own. Subgraphs add theirs."""

    SERVICE_UNAVAILABLE = ServiceCode.SERVICE_UNAVAILABLE
    OUTCOME_UNKNOWN = (
        "OUTCOME_UNKNOWN",
        "the answer to a mutation got lost; it may have been done",
        "send it again with the same `idempotencyKey`, or read, then decide",
    )
    UNAUTHENTICATED = ServiceCode.UNAUTHENTICATED
    BAD_USER_INPUT = ServiceCode.BAD_USER_INPUT
    GRAPHQL_PARSE_FAILED = ServiceCode.GRAPHQL_PARSE_FAILED
    GRAPHQL_VALIDATION_FAILED = ServiceCode.GRAPHQL_VALIDATION_FAILED
    PERSISTED_QUERY_NOT_FOUND = (
        "PERSISTED_QUERY_NOT_FOUND",
        "the hash alone was sent, and its document is not remembered",
        "send the text with the hash",
    )
    DOCUMENT_NOT_TRUSTED = (
        "DOCUMENT_NOT_TRUSTED",
        "this installation serves known documents only",
        "have yours added",
    )
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX", "the request asks for too much at once", "ask for less"
    BAD_REQUEST = ServiceCode.BAD_REQUEST
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED", "neither POST nor, for a query, GET", "mend the client"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE", "the `accept` header allows no GraphQL response", "mend the client"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE", "the body is not `application/json`", "mend the client"
    PAYLOAD_TOO_LARGE = ServiceCode.PAYLOAD_TOO_LARGE
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT", "the body took too long to arrive", "send it again"
    SUBREQUEST_FAILED = "SUBREQUEST_FAILED", "a fault of ours", "report it with the answer's `x-request-id`"
    INTERNAL = ServiceCode.INTERNAL


GENERIC = "Something went wrong on our side. Try again later."
# How graphql-core tells where a value does not fit: "Variable '$input' has invalid value at .names[0].last: ..."
_VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ([^:]+))?:")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_OUR_FAULT = frozenset({Code.GRAPHQL_PARSE_FAILED, Code.GRAPHQL_VALIDATION_FAILED})
_SAID_ON_PURPOSE = frozenset({*ServiceCode, Code.OUTCOME_UNKNOWN}) - _OUR_FAULT - {ServiceCode.INTERNAL}


class Refused(Exception):
    """The request goes no further: an HTTP status, a code and a text for the client."""

    def __init__(self, status: int, code: Code, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [{"message": str(self), "extensions": {"code": self.code}}]


def of_operation(error: OperationError) -> list[dict[str, Any]]:
    """The client's errors for an operation that was not run."""
    if isinstance(error, UnreadableDocument):
        return [_located(each, Code.GRAPHQL_PARSE_FAILED) for each in error.errors]
    if isinstance(error, InvalidDocument):
        return [_located(each, Code.GRAPHQL_VALIDATION_FAILED) for each in error.errors]
    if isinstance(error, InvalidVariables):
        return [_of_variable(each) for each in error.errors]
    code = Code.QUERY_TOO_COMPLEX if isinstance(error, TooComplex) else Code.BAD_REQUEST
    return [{"message": str(error), "extensions": {"code": code}}]


def of_subgraph(error: dict[str, Any]) -> dict[str, Any]:
    """A subgraph's error as the client may see it."""
    code = error["extensions"]["code"]
    if code in _OUR_FAULT or not _CODE.fullmatch(code):
        return error | {"message": GENERIC, "extensions": {"code": Code.SUBREQUEST_FAILED}}
    if code in _SAID_ON_PURPOSE:
        return error
    return error | {"message": GENERIC}


def _of_variable(error: GraphQLError) -> dict[str, Any]:
    """With the place in the variables that does not fit, beginning with the variable's name."""
    told = _located(error, Code.BAD_USER_INPUT)
    if found := _VARIABLE.match(error.message):
        below = [int(index) if index else name for name, index in _STEP.findall(found[2] or "")]
        told["extensions"]["inputPath"] = [found[1], *below]
    return told


def _located(error: GraphQLError, code: Code) -> dict[str, Any]:
    told: dict[str, Any] = {"message": without_values(error.message)}
    if error.locations:
        told["locations"] = [location.formatted for location in error.locations]
    told["extensions"] = {"code": code}
    return told
