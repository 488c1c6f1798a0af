"""Our golden queries: the tables of examples over five worlds, and what the product's own clients send."""

from dataclasses import dataclass

from devstack.clients_page import operations
from tests.gateway import (
    test_plans_abstract,
    test_plans_hidden,
    test_plans_objects,
    test_plans_requirements,
    test_plans_types,
)
from tests.with_node.peers import ROOT

SUPERGRAPH = ROOT / "contracts" / "supergraph.graphql"
TABLES = (
    test_plans_objects,
    test_plans_abstract,
    test_plans_requirements,
    test_plans_hidden,
    test_plans_types,
)
EXAMPLES = tuple(each.EXAMPLES for each in TABLES)


@dataclass(frozen=True)
class Golden:
    """A supergraph, and operations over it by name."""

    supergraph: str
    operations: dict[str, str]


def golden() -> list[Golden]:
    tables = [Golden(each.world.supergraph, each.queries) for each in EXAMPLES]
    return [*tables, Golden(SUPERGRAPH.read_text(encoding="utf-8"), operations())]
