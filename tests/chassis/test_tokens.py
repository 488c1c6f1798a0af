"""Whatever is wrong with a token, it does not count."""

import pytest

from chassis.tokens import InvalidToken, Session, bearer
from tests.bad_tokens import BAD, GOOD
from tests.support import Signer


async def test_a_good_token_tells_who_speaks() -> None:
    signer = Signer()
    token = signer.token("ana", practitioner="p1", roles=("PRACTITIONER",))

    session = await signer.verifier().verify(token)

    assert session == Session("ana", "session-of-ana", frozenset({"PRACTITIONER"}), "p1", session.expires_at)


@pytest.mark.parametrize("how", GOOD)
async def test_a_good_token_counts_up_to_the_edges_of_its_time(how: str) -> None:
    signer = Signer()

    assert (await signer.verifier().verify(GOOD[how](signer))).account_id == "ana"


@pytest.mark.parametrize("fault", BAD)
async def test_a_bad_token_is_refused(fault: str) -> None:
    signer = Signer()

    with pytest.raises(InvalidToken) as refused:
        await signer.verifier().verify(BAD[fault](signer))

    assert str(refused.value) == ""


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "token"])
def test_a_header_of_another_scheme_is_refused(header: str) -> None:
    with pytest.raises(InvalidToken):
        bearer(header)


def test_no_header_is_nobody() -> None:
    assert bearer(None) is None
