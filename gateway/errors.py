"""What clients are told when something goes wrong: a closed list of codes, and texts that tell nothing else.

A subgraph's own error keeps its code and message, unless these speak of what is inside: addresses, traces,
or that the gateway's query did not fit, which is our fault and not the client's.
"""

import re
from enum import StrEnum
from typing import Any

from graphql import GraphQLError

from chassis.quoted import without_values
from gateway.federation.errors import OperationError, TooComplex
from gateway.federation.operation import InvalidDocument, InvalidVariables, UnreadableDocument


class Code(StrEnum):
    """Every `extensions.code` of the gateway's own. Subgraphs add theirs."""

    BAD_REQUEST = "BAD_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    SUBREQUEST_FAILED = "SUBREQUEST_FAILED"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    INTERNAL = "INTERNAL"


GENERIC = "Something went wrong on our side. Try again later."
# How graphql-core tells where a value does not fit: "Variable '$input' has invalid value at .names[0].last: ..."
_VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ([^:]+))?:")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_TELLS_OF_INSIDE = re.compile(
    r"://|\blocalhost\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|\w:\d{2,5}\b|Traceback|File \"|\bat 0x|\[Errno",
    re.IGNORECASE,
)
_OUR_FAULT = frozenset({Code.GRAPHQL_PARSE_FAILED, Code.GRAPHQL_VALIDATION_FAILED})


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
    if _TELLS_OF_INSIDE.search(error["message"]):
        return error | {"message": GENERIC}
    return error


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
