"""Small worlds to plan in: the SDL of a few subgraphs and the store that they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from gateway.federation.api_schema import api_sdl
from tests.gateway.subgraphs import Network, Store, Subgraph

FIXTURES = Path(__file__).parent.parent / "fixtures"
LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", '
    '"@external", "@requires", "@provides", "@override", "@interfaceObject", "@inaccessible"])\n'
)


@dataclass(frozen=True)
class World:
    name: str
    subgraphs: Mapping[str, str]
    store: Store
    roots: Mapping[str, Callable[..., Any]]

    @property
    def header(self) -> str:
        text = "\n".join(f"{name}\n{sdl}" for name, sdl in sorted(self.subgraphs.items()))
        return f"# {sha256(text.encode()).hexdigest()}\n"

    @property
    def file(self) -> Path:
        return FIXTURES / f"{self.name}.graphql"

    @property
    def supergraph(self) -> str:
        """The composed fixture. `python -m tests.gateway.compose` writes it anew."""
        text = self.file.read_text(encoding="utf-8")
        assert text.startswith(self.header), f"{self.name} has changed: run python -m tests.gateway.compose"
        return text

    def network(self) -> Network:
        return Network({n: Subgraph(n, sdl, self.store, self.roots) for n, sdl in self.subgraphs.items()})

    def monolith(self) -> Subgraph:
        """The same world unsplit: the clients' schema over the whole store."""
        return Subgraph("monolith", api_sdl(self.supergraph), self.store, self.roots)
