"""`python -m tests.gateway.compose` writes the fixtures' supergraphs anew (needs Node and `make contracts` once)."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.gateway.worlds import FIXTURES, LINK
from tests.gateway.worlds.homes import HOMES
from tests.gateway.worlds.library import LIBRARY
from tests.gateway.worlds.parcels import PARCELS
from tests.gateway.worlds.reserve import RESERVE
from tests.gateway.worlds.zoo import ZOO

WORLDS = (HOMES, LIBRARY, PARCELS, RESERVE, ZOO)
COMPOSER = Path(__file__).parents[2] / "contracts" / "tool" / "compose.mjs"


class DoesNotCompose(Exception):
    """In the composer's words."""


def compose(subgraphs: Mapping[str, str]) -> str:
    """The supergraph SDL that the composer makes of subgraphs. Raises DoesNotCompose."""
    with tempfile.TemporaryDirectory() as folder:
        named = []
        for name, sdl in subgraphs.items():
            file = Path(folder, f"{name}.graphql")
            file.write_text(LINK + sdl, encoding="utf-8")
            named.append(f"{name}=http://{name}.example/graphql={file}")
        done = subprocess.run(["node", COMPOSER, *named], capture_output=True, text=True, check=False)
    if done.returncode:
        raise DoesNotCompose(done.stderr)
    return done.stdout


if __name__ == "__main__":
    FIXTURES.mkdir(exist_ok=True)
    for each in WORLDS:
        each.file.write_text(each.header + compose(each.subgraphs), encoding="utf-8")
