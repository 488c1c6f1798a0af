"""Whatever is wrong with a token, it does not count."""

import pytest
from joserfc import jwt

from chassis import tokens
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


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signature was looked at."""
    looked_at: list[str] = []
    decode = jwt.decode

    def counted(token: str, *given: object, **named: object) -> jwt.Token:
        looked_at.append(token)
        return decode(token, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(jwt, "decode", counted)
    monkeypatch.setattr(tokens, "CACHE_TOKENS", 3)
    return looked_at


async def test_a_token_in_use_is_not_pushed_out_by_many_others(decoded: list[str]) -> None:
    signer = Signer()
    verifier, used = signer.verifier(), signer.token("ana")

    for number in range(10):
        await verifier.verify(used)
        await verifier.verify(signer.token(f"other-{number}"))

    assert decoded.count(used) == 1


async def test_what_is_not_valid_is_not_remembered_nor_pushes_anybody_out(decoded: list[str]) -> None:
    signer = Signer()
    verifier, good = signer.verifier(), signer.token("ana")
    await verifier.verify(good)

    for spelling in [
        *(good[:-1] + last for last in "ABCDEFGHIJKLM" if last != good[-1]),
        good + "=",
        good + "!",
    ]:
        for _ in range(2):
            with pytest.raises(InvalidToken):
                await verifier.verify(spelling)
    await verifier.verify(good)

    assert decoded.count(good) == 1
