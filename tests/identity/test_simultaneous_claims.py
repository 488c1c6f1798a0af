"""The whole way at once: many accounts prove one practitioner's numbers and confirm, none knowing of the others."""

from tests.identity.conftest import Office, at_once


async def test_of_many_accounts_that_identify_and_confirm_at_once_one_is_bound_and_keeps_it(
    office: Office,
) -> None:
    tokens = [await office.session_of_new(f"claimant{n}@example.com") for n in range(15)]

    async def claims(token: str) -> bool:
        found = await office.identify(token)
        if found["userErrors"]:
            return False
        confirmed = await office.confirm(token, found["profile"]["practitionerId"])
        return not confirmed["userErrors"]

    won = await at_once(*(claims(token) for token in tokens))

    assert sum(won) == 1
    bound = await office.store.mongo["practitioners"].find_one({"accountId": {"$ne": None}})
    assert bound is not None
    assert (await office.me(tokens[won.index(True)]))["practitioner"]["id"] == bound["_id"]
