"""Codes and passwords that people copy from paper or a mail."""

import secrets

# No letter or digit that can be taken for another on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUP = 4


def letters(count: int) -> str:
    """At random, 31 values each."""
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def groups(count: int) -> str:
    """Groups of four with hyphens: 19.8 bits each, easy to copy."""
    return "-".join(letters(GROUP) for _ in range(count))


def digits(count: int) -> str:
    """For a code that is typed on a phone."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def digits_as_typed(text: str) -> str:
    """The digits alone: phones show them in groups."""
    return "".join(character for character in text if character in "0123456789")


def as_typed(text: str) -> str:
    """The groups, as typed from paper: capitals, spaces and missing hyphens make no difference."""
    plain = "".join(character for character in text.lower() if character.isalnum())
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))
