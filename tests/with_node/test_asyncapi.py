"""The AsyncAPI document is one: by the JSON Schema that AsyncAPI itself publishes (npm's @asyncapi/specs)."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from contracts.events.public import PUBLIC
from devstack.event_contracts import ASYNCAPI

FOLDER = Path("contracts")
SPECS = FOLDER / "tool" / "node_modules" / "@asyncapi" / "specs" / "schemas"
DOCUMENT: dict[str, Any] = yaml.safe_load((FOLDER / ASYNCAPI).read_text(encoding="utf-8"))
ONE = PUBLIC[0].__name__


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    """Of the version that the document says it has."""
    schema = json.loads((SPECS / f"{DOCUMENT['asyncapi']}.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema)


def faults(validator: Draft7Validator, document: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_the_document_is_valid(validator: Draft7Validator) -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert faults(validator, DOCUMENT) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("info"),
        lambda document: document["operations"][f"send{ONE}"].update(action="publish"),
        lambda document: document["channels"][ONE].update(adress="x"),
        lambda document: document["channels"][ONE]["bindings"]["amqp"].update({"is": "exchange"}),
        lambda document: document["components"]["messages"][ONE].update(payloads={}),
    ],
    ids=[
        "no info",
        "a verb of version 2",
        "an unknown field",
        "no AMQP binding",
        "a message's unknown field",
    ],
)
def test_a_document_that_is_not_valid_is_noticed(
    validator: Draft7Validator, spoil: Callable[[dict[str, Any]], object]
) -> None:
    document = deepcopy(DOCUMENT)
    spoil(document)
    assert faults(validator, document) != []
