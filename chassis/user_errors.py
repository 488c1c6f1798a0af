"""`userErrors`: what a person can mend in their input, the same in every subgraph."""

from collections.abc import Sequence

import strawberry

from chassis.codes import PublishedCode


class UserErrorCode(PublishedCode):
    """The closed list of `userErrors.code` values."""

    REQUIRED = "REQUIRED", "something has to be given"
    INVALID = "INVALID", "what was given cannot be"
    NOT_FOUND = "NOT_FOUND", "what the input names does not exist, or is not yours"
    CONFLICT = "CONFLICT", "it was changed since you read it; the payload shows the newer state"
    EXPIRED = "EXPIRED", "a link or code that is used or too old"
    WRONG_STATE = "WRONG_STATE", "what was asked for is not possible any more, or not yet"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS", "the password or the session does not count"
    PASSWORD_CHANGE_REQUIRED = (
        "PASSWORD_CHANGE_REQUIRED",
        "the one-time password is right: call `replaceTemporaryPassword`",
    )
    NO_MATCH = "NO_MATCH", "nothing matches the proof that was given"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS", "wait as long as the message says"
    RULE_BLOCKS = "RULE_BLOCKS", "a rule of the law does not hold; the message names rule and citation"


@strawberry.federation.type(shareable=True, description="Something in the input that its sender can mend.")
class UserError:
    code: str = strawberry.federation.field(
        description="One of a closed list, see docs/clients.md.",
    )
    message: str = strawberry.federation.field(
        description="What to do about it, in English. Holds no personal data."
    )
    path: list[str] = strawberry.federation.field(
        description='The input it is about, e.g. ["input", "email"].'
    )


class Refused(Exception):
    """A use case changed nothing, for reasons that the person can mend."""

    def __init__(self, *errors: "Refusal") -> None:
        super().__init__(", ".join(error.code for error in errors))
        self.errors = errors

    def told(self) -> list[UserError]:
        return [UserError(code=e.code, message=e.message, path=["input", *e.path]) for e in self.errors]


class Refusal:
    """One reason, with the path of the input below `input`."""

    def __init__(self, code: UserErrorCode, message: str, path: Sequence[str] = ()) -> None:
        self.code, self.message, self.path = code, message, tuple(path)
