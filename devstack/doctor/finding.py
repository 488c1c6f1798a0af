"""What the doctor finds."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeAlias

from devstack.installation import Installation


@dataclass(frozen=True)
class Finding:
    """`wrong` is empty where all is well; else `cure` says what to do. Neither holds a secret."""

    subject: str
    wrong: str = ""
    cure: str = ""
    note: str = ""  # where all is well

    @property
    def well(self) -> bool:
        return not self.wrong


Check: TypeAlias = Callable[[Installation], AsyncIterator[Finding]]
