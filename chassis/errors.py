"""Errors that a client may see. Everything else is an internal error and is told as nothing but that."""

from chassis.codes import PublishedCode


class Code(PublishedCode):
    """The closed list of `extensions.code` values that our services answer with."""

    SERVICE_UNAVAILABLE = (
        "SERVICE_UNAVAILABLE",
        "a part is away, or has not heard of it yet; nothing was done",
        "try again in a second",
    )
    UNAUTHENTICATED = (
        "UNAUTHENTICATED",
        "no token, or one that does not count",
        "refresh the session (without the header), or sign in",
    )
    FORBIDDEN = "FORBIDDEN", "your account may not do this"
    NOT_FOUND = "NOT_FOUND", "there is no such record, or it is not yours: which of them is not told"
    CONFLICT = "CONFLICT", "somebody else changed it in the same moment", "read, then try again"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS", "too much at once", "wait, then try again"
    BAD_USER_INPUT = (
        "BAD_USER_INPUT",
        "a variable or literal does not fit its type; `extensions.inputPath` names the place in the variables",
        "mend the client",
    )
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED", "the document is not GraphQL", "mend the client"
    GRAPHQL_VALIDATION_FAILED = (
        "GRAPHQL_VALIDATION_FAILED",
        "the document does not fit the schema",
        "mend the client",
    )
    BAD_REQUEST = (
        "BAD_REQUEST",
        "the HTTP request is not as the GraphQL-over-HTTP specification wants it",
        "mend the client",
    )
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE", "the request's body is over the limit", "send less"
    INTERNAL = "INTERNAL", "a fault of ours", "report it with the answer's `x-request-id`"


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


class TooManyRequests(ApiError):
    code = Code.TOO_MANY_REQUESTS
    message = "Too much at once. Wait, then try again."


class Unavailable(ApiError):
    code = Code.SERVICE_UNAVAILABLE
    message = "The service cannot answer at the moment. Try again in a few seconds."


class NotYetKnown(Unavailable):
    """The projection that decides this has not caught up with another service yet."""

    message = "What you did a moment ago has not arrived everywhere yet. Try again in a second."
