"""The runs of `make faults` in short: what must hold of counts holds here too."""

import sys
from types import ModuleType

import pytest

from tests.faults.figures import broken, line
from tests.faults.ledger import played
from tests.faults.scenarios import (
    bad_lines,
    broker_away,
    failpoints,
    hostile,
    kill_storm,
    restored,
    smtp_faults,
)
from tests.faults.site import Site


@pytest.mark.parametrize(
    "scenario",
    [failpoints, kill_storm, broker_away, bad_lines, smtp_faults, hostile, restored],
    ids=lambda s: s.TITLE,
)
async def test_nothing_is_lost(site: Site, scenario: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    figures = await played(scenario, site, short=True)
    with capsys.disabled():
        # What was measured; tests that run side by side have no standard output.
        print(f"\n{line(scenario.TITLE, figures)} [seed {site.seed}]", file=sys.stderr)  # noqa: T201
    assert broken(figures, with_times=False) == []
