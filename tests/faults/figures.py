"""What a run measured, and the bounds that it is judged by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Figure:
    """One measured value. `of_time` is judged by `make faults` alone: a busy machine proves nothing."""

    name: str
    value: float
    at_most: float | None = None
    at_least: float | None = None
    of_time: bool = False

    @property
    def holds(self) -> bool:
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    def __str__(self) -> str:
        bound = ""
        if self.at_most is not None:
            bound = f" (at most {self.at_most:g})"
        if self.at_least is not None:
            bound = f" (at least {self.at_least:g})"
        return f"{self.name} {self.value:.4g}{bound}" + ("" if self.holds else "  BROKEN")


def none_of(name: str, value: int) -> Figure:
    """A count that must be 0."""
    return Figure(name, value, at_most=0)


def line(title: str, figures: Iterable[Figure]) -> str:
    return f"{title}: " + "; ".join(map(str, figures))


def broken(figures: Iterable[Figure], *, with_times: bool) -> list[Figure]:
    return [f for f in figures if not f.holds and (with_times or not f.of_time)]


def percentile(values: Sequence[float], percent: int) -> float:
    """Of at least two values; the one value itself, or 0, where there are fewer."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[percent - 1]
