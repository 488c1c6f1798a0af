"""Complaints about a GraphQL document say what was expected, never what was sent: it may be a password."""

import re

# How graphql-core and Strawberry quote what somebody sent, which may be a password or a date of birth.
_QUOTED = (
    re.compile(r",? [Ff]ound: .*", re.DOTALL),
    re.compile(r"(?<=cannot represent)([^:]*): .*", re.DOTALL),
    re.compile(r"\b(Value) '.*'(?= does not exist in)", re.DOTALL),
    re.compile(r"\b(String|BlockString|Int|Float) '.*'", re.DOTALL),
)


def without_values(message: str) -> str:
    """A complaint about a document or its variables that says what was expected, not what was sent."""
    for quoted in _QUOTED:
        message = quoted.sub(lambda match: match.group(1) if match.re.groups else "", message)
    return message
