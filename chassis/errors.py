"""Errors that a client may see. Everything else is an internal error and is told as nothing but that."""

from enum import StrEnum


class Code(StrEnum):
    """The closed list of `extensions.code` values that our services answer with."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    CONFLICT = "CONFLICT"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
    INTERNAL = "INTERNAL"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_REQUEST = "BAD_REQUEST"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"


class ApiError(Exception):
    """A refusal with a code and a text for the client. The text never holds personal data."""

    code: Code = Code.INTERNAL
    message = "Something went wrong on our side. Try again later."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


class Unauthenticated(ApiError):
    code = Code.UNAUTHENTICATED
    message = "The access token is missing, expired or not valid. Refresh the session, without this header, or sign in."


class Forbidden(ApiError):
    code = Code.FORBIDDEN
    message = "Your account may not do this."


class NotFound(ApiError):
    """Also the answer about somebody else's record: whether it exists is not told."""

    code = Code.NOT_FOUND
    message = "There is no such record, or it is not yours."


class BadUserInput(ApiError):
    code = Code.BAD_USER_INPUT
    message = "An argument cannot be what it is."


class Unavailable(ApiError):
    code = Code.SERVICE_UNAVAILABLE
    message = "The service cannot answer at the moment. Try again in a few seconds."


class NotYetKnown(Unavailable):
    """The projection that decides this has not caught up with another service yet."""

    message = "What you did a moment ago has not arrived everywhere yet. Try again in a second."
