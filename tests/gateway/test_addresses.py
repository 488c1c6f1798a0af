"""Which of a subgraph's addresses is asked, by a clock of the test's own."""

from gateway.addresses import REFUSING_RESTS_SECONDS, RESTS_SECONDS, TRIPS_AFTER, Addresses


def tripped(*, refused: bool) -> Addresses:
    """The only address, which failed as often as it may, at 0.0."""
    addresses = Addresses(["http://one.test"])
    for _ in range(TRIPS_AFTER):
        address = addresses.choose(0.0, [])
        assert address is not None
        addresses.failed(address, 0.0, refused=refused)
    return addresses


def test_one_that_refused_is_tried_again_in_a_moment_by_a_single_request() -> None:
    """A restart is soon noticed: nothing is lost by asking where a refusal comes at once."""
    addresses = tripped(refused=True)
    assert addresses.choose(REFUSING_RESTS_SECONDS / 2, []) is None
    assert addresses.choose(REFUSING_RESTS_SECONDS, []) is not None
    assert addresses.choose(REFUSING_RESTS_SECONDS, []) is None


def test_one_that_hung_rests_longer() -> None:
    addresses = tripped(refused=False)
    assert addresses.choose(RESTS_SECONDS - 1, []) is None
    assert addresses.choose(RESTS_SECONDS, []) is not None


def test_one_that_answered_again_is_asked_by_all() -> None:
    addresses = tripped(refused=True)
    address = addresses.choose(REFUSING_RESTS_SECONDS, [])
    assert address is not None
    addresses.answered(address)
    assert addresses.choose(REFUSING_RESTS_SECONDS, []) is addresses.choose(REFUSING_RESTS_SECONDS, [])
