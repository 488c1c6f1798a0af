"""Codes of closed lists that are published: each says what it means, and what its reader does then."""

from enum import StrEnum
from typing import Self


class PublishedCode(StrEnum):
    """Members are `CODE, meaning, then`, or another list's member whose words they take over."""

    _words: tuple[str, str]

    def __new__(cls, code: str, meaning: str = "", then: str = "") -> Self:
        member = str.__new__(cls, str(code))
        member._value_ = str(code)
        if isinstance(code, PublishedCode):
            meaning, then = code.meaning, code.then
        member._words = (meaning, then)
        return member

    @property
    def meaning(self) -> str:
        return self._words[0]

    @property
    def then(self) -> str:
        return self._words[1]
