"""Our golden queries: the tables of examples over five worlds, and what the product's own clients send."""

from dataclasses import dataclass

from devstack.clients_page import operations
from tests.gateway.plan_tables import TABLES
from tests.with_node.peers import ROOT

SUPERGRAPH = ROOT / "contracts" / "supergraph.graphql"


@dataclass(frozen=True)
class Golden:
    """A supergraph, and operations over it by name."""

    supergraph: str
    operations: dict[str, str]


def golden() -> list[Golden]:
    tables = [Golden(each.world.supergraph, each.queries) for each in TABLES]
    return [*tables, Golden(SUPERGRAPH.read_text(encoding="utf-8"), operations())]
