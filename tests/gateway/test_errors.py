"""What clients are told of variables that do not fit."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse
from graphql.execution.values import get_variable_values

from gateway.errors import of_operation
from gateway.federation.operation import InvalidVariables

SCHEMA = build_schema(
    "input Line { count: Int! } input Order { lines: [Line!]! note: String } type Query { price(order: Order!): Int }"
)
CANARY = "canary-ana"


@pytest.mark.parametrize(
    ("order", "place"),
    [
        (None, ["order"]),
        ({"lines": CANARY}, ["order", "lines"]),
        ({"lines": [{"count": 1}, {"count": CANARY}]}, ["order", "lines", 1, "count"]),
        ({"lines": [{"count": 1}, {}]}, ["order", "lines", 1]),
        ({"lines": [], "note": {"text": CANARY}}, ["order", "note"]),
    ],
)
def test_the_place_that_does_not_fit_is_told_and_never_its_value(order: Any, place: list[str | int]) -> None:
    operation = parse("query($order: Order!) { price(order: $order) }").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    errors = get_variable_values(SCHEMA, operation.variable_definitions or (), {"order": order})
    assert isinstance(errors, list)
    (told,) = of_operation(InvalidVariables(errors))
    assert told["extensions"] == {"code": "BAD_USER_INPUT", "inputPath": place}
    assert CANARY not in str(told)
