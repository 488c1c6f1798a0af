"""What the module that speaks to MongoDB promises beside its transactions."""

import pytest

from chassis import mongo
from chassis.mongo import Index, Mongo, is_infrastructure


async def test_an_index_may_take_longer_to_build_than_an_operation_may(
    mongodb_url: str, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongo, "OPERATION_SECONDS", 0.1)
    opened = Mongo(mongodb_url, database_name)
    try:
        with pytest.raises(Exception) as raised:  # any of the driver's words for it
            await opened["things"].insert_many([{"n": n} for n in range(100_000)])
        assert is_infrastructure(raised.value)
        await opened.build([Index("things", [("n", 1)])])
    finally:
        opened.close()
    monkeypatch.undo()
    whole = Mongo(mongodb_url, database_name)
    assert "n_1" in await whole["things"].index_information()
    whole.close()
