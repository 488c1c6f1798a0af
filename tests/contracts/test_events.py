"""The published contracts of the events hold what integrators need, and nothing personal."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from contracts.events.public import PUBLIC
from tests.support import check_event

FOLDER = Path("contracts/events")
ASYNCAPI: dict[str, Any] = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))
PERSONAL = ("name", "email", "phone", "birth", "address", "street", "zip", "sealed", "condition")


@pytest.mark.parametrize("path", sorted((FOLDER / "schemas").glob("*.json")), ids=lambda path: path.stem)
def test_every_schema_is_one_and_describes_its_type(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:mmp:{path.stem}"
    assert schema["description"]


@pytest.mark.parametrize("event", PUBLIC, ids=lambda event: event.TYPE)
def test_a_public_event_has_no_field_for_personal_data_and_describes_those_that_it_has(event: Any) -> None:
    schema = json.loads((FOLDER / "schemas" / f"{event.TYPE}.json").read_text(encoding="utf-8"))
    assert not [name for name in schema["properties"] for word in PERSONAL if word in name.lower()]
    for name, each in schema["properties"].items():
        assert "description" in each or "$ref" in each, name


def test_every_public_type_has_its_channel_and_every_reference_leads_somewhere() -> None:
    assert {channel["address"] for channel in ASYNCAPI["channels"].values()} == {
        event.TYPE for event in PUBLIC
    }
    for reference in _references(ASYNCAPI):
        if reference.startswith("#/"):
            found: Any = ASYNCAPI
            for part in reference.removeprefix("#/").split("/"):
                found = found[part]
        else:
            assert (FOLDER / reference).exists(), reference


WHOLE = {
    "certificationId": "c1",
    "practitionerId": "p1",
    "status": "CERTIFIED",
    "registration": "AWAITING_PATIENT",
    "signedOn": "2026-03-03",
    "validUntil": "2027-03-03",
    "rulebookVersion": "1",
}


def test_the_event_that_integrators_are_shown_is_one() -> None:
    page = Path("docs/integrators.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"```json\n(.+?)```", page, re.DOTALL)
    check_event("certification.certified.v1", json.loads(told))


def test_data_that_breaks_the_promise_is_noticed() -> None:
    check_event("certification.certified.v1", WHOLE)
    with pytest.raises(ValidationError):
        check_event("certification.certified.v1", {"certificationId": "c1"})
    with pytest.raises(AssertionError, match="does not name firstName"):
        check_event("certification.certified.v1", WHOLE | {"firstName": "Ana"})
    with pytest.raises(KeyError):
        check_event("certification.unheard_of.v1", WHOLE)


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [reference for each in value for reference in _references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [reference for each in value.values() for reference in _references(each)]
