"""What a reaction may make of an event that it cannot read: put it off, or set it aside."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from chassis.consumer import NotYet, Unacceptable
from chassis.events import Event, new_event_id, now
from chassis.keys import KeyRing, LiveRing
from chassis.reading import data_of, opened
from chassis.sealed import Seal

TYPE = "thing.changed.v1"
RING = KeyRing.generate()
NEXT = RING.with_new_key()
NEW_KEY = NEXT.using(next(kid for kid in NEXT.keys if kid != RING.current))


class Contact(BaseModel):
    email: str


def event(**data: str) -> Event:
    return Event(
        exchange="internal",
        type=TYPE,
        subject_type="thing",
        subject="a",
        sequence=1,
        data=data,
        id=new_event_id(),
        time=now(),
    )


def sealed(event: Event, value: object = None, ring: KeyRing = RING) -> str:
    return Seal(ring).seal(value or {"email": "canary@mail.example"}, (event.id, "sealed"))


def test_what_is_sealed_for_the_event_is_read() -> None:
    told = event()
    assert opened(sealed(told), told, Contact, Seal(RING)).email == "canary@mail.example"


def test_what_is_sealed_under_a_key_that_is_not_here_is_put_off_until_it_is(tmp_path: Path) -> None:
    RING.write(tmp_path, "transport")
    here, told = Seal(LiveRing(tmp_path, "transport")), event()
    early = sealed(told, ring=NEW_KEY)

    with pytest.raises(NotYet, match="hand it out, then replay") as put_off:
        opened(early, told, Contact, here)
    NEW_KEY.write(tmp_path, "transport")

    assert opened(early, told, Contact, here).email == "canary@mail.example"
    assert NEW_KEY.current not in str(put_off.value)  # the text before the dot is whatever somebody sent


@pytest.mark.parametrize(
    "hostile",
    [
        lambda told: sealed(event()),
        lambda told: sealed(told)[:-4],
        lambda told: sealed(told, {"address": "canary@mail.example"}),
        lambda told: sealed(told, ["canary@mail.example"]),
    ],
    ids=["of another event", "damaged", "another content", "no object"],
)
def test_what_no_key_will_ever_open_is_unacceptable_and_says_so_without_it(
    hostile: Callable[[Event], str],
) -> None:
    told = event()
    with pytest.raises(Unacceptable) as refused:
        opened(hostile(told), told, Contact, Seal(RING))
    assert "canary" not in str(refused.value)


def test_data_that_does_not_fit_is_unacceptable_and_the_reason_names_the_type_alone() -> None:
    with pytest.raises(Unacceptable) as refused:
        data_of(event(address="canary@mail.example"), Contact)
    assert str(refused.value) == f"the data does not fit {TYPE}"
