"""`userErrors`: what a person can mend in their input, the same in every subgraph."""

from collections.abc import Sequence
from enum import StrEnum

import strawberry


class UserErrorCode(StrEnum):
    """The closed list of `userErrors.code` values."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    EXPIRED = "EXPIRED"
    WRONG_STATE = "WRONG_STATE"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    PASSWORD_CHANGE_REQUIRED = "PASSWORD_CHANGE_REQUIRED"
    NO_MATCH = "NO_MATCH"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    RULE_BLOCKS = "RULE_BLOCKS"


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
