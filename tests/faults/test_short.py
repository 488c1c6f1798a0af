"""The runs of `make faults` in short: what must hold of counts holds here too."""

import pytest

from tests.faults.figures import broken, line
from tests.faults.scenarios import failpoints
from tests.faults.site import Site


async def test_failpoints(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    figures = await failpoints.run(site, failpoints.SHORT)
    with capsys.disabled():
        print(line(failpoints.TITLE, figures))  # noqa: T201  # what was measured
    assert broken(figures, with_times=False) == []
