"""One line per part, with the time that it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status


class Progress:
    """Prints a line when a part is ready; while something is under way, a terminal sees what."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(quiet=True)
        self._under_way: list[str] = []
        self._status = Status("", console=self.console)

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()

    @contextmanager
    def part(self, name: str, done: str = "ready") -> Iterator[list[str]]:
        """Times a part; what the caller puts into the list stands at the end of its line."""
        began = time.monotonic()
        self._under_way.append(name)
        self._show()
        notes: list[str] = []
        try:
            yield notes
        except Exception:
            self.line(name, "failed", time.monotonic() - began, style="red")
            raise
        else:
            self.line(name, done, time.monotonic() - began, *notes)
        finally:
            self._under_way.remove(name)
            self._show()

    def line(self, name: str, word: str, seconds: float, *notes: str, style: str = "green") -> None:
        """One finished part."""
        text = f"  {name:<22} [{style}]{word:<8}[/] {seconds:6.2f} s  [dim]{' '.join(notes)}[/]"
        self.console.print(text.rstrip(), highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        self.console.print(text, highlight=False, soft_wrap=True)

    def _show(self) -> None:
        self._status.update(f"[dim]{', '.join(self._under_way)}[/]")
