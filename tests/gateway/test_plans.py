"""Every example of the tables: its plan, and the answer that comes of it."""

import pytest

from tests.gateway.plan_tables import TABLES
from tests.gateway.plans import Examples

EVERY = [
    pytest.param(table, feature, id=f"{table.world.name}: {feature}")
    for table in TABLES
    for feature in table.features
]


@pytest.mark.parametrize(("table", "feature"), EVERY)
def test_the_plan_is_the_cheapest_for(table: Examples, feature: str) -> None:
    table.check_plan(feature)


@pytest.mark.parametrize(("table", "feature"), EVERY)
async def test_the_answer_is_the_monoliths_for(table: Examples, feature: str) -> None:
    await table.check_answer(feature)
