"""What the module that speaks to MongoDB promises beside its transactions."""

import asyncio

import pytest

from chassis import mongo
from chassis.mongo import Index, Mongo, Transaction, is_infrastructure


async def test_an_index_may_take_longer_to_build_than_an_operation_may(
    mongodb_url: str, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open transaction that wrote to the collection holds up both, however few documents there are."""
    whole = Mongo(mongodb_url, database_name)
    await whole["things"].insert_one({"n": 1})
    monkeypatch.setattr(mongo, "OPERATION_SECONDS", 1)
    opened = Mongo(mongodb_url, database_name)

    async def meanwhile(tx: Transaction) -> asyncio.Task[None]:
        await whole["things"].insert_one({"n": 2}, session=tx.session)
        with pytest.raises(Exception) as raised:  # any of the driver's words for it
            await opened["things"].create_index([("n", 1)])
        assert is_infrastructure(raised.value)
        building = asyncio.create_task(opened.build([Index("things", [("n", 1)])]))
        await asyncio.sleep(2)  # the time itself is what must pass
        assert not building.done()
        return building

    await (await whole.transaction(meanwhile))

    assert "n_1" in await whole["things"].index_information()
    opened.close()
    whole.close()


async def test_of_many_who_want_one_document_each_tries_again_in_its_turn(
    mongodb_url: str, database_name: str
) -> None:
    """Were all to try again beside each other, the attempts would grow with the square of how many they are."""
    many = mongo.TRANSACTIONS_AT_A_TIME
    opened = Mongo(mongodb_url, database_name)
    await opened["things"].insert_one({"_id": "wanted", "count": 0})
    at_once, attempts = asyncio.Barrier(many), 0

    async def work(tx: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        await opened["things"].find_one({"_id": "wanted"}, session=tx.session)
        if attempts <= many:
            await at_once.wait()
        await opened["things"].update_one({"_id": "wanted"}, {"$inc": {"count": 1}}, session=tx.session)
        await opened["things"].find_one({"_id": "wanted"}, session=tx.session)

    await asyncio.gather(*(opened.transaction(work) for _ in range(many)))

    assert (await opened["things"].find_one({"_id": "wanted"}) or {})["count"] == many
    assert attempts < 3 * many
    opened.close()
