"""`python -m tests.gateway.compose` writes the fixtures' supergraphs anew (needs Node and `make contracts` once)."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.gateway.worlds import FIXTURES, LINK, World
from tests.gateway.worlds.library import LIBRARY
from tests.gateway.worlds.zoo import ZOO

WORLDS = (LIBRARY, ZOO)
COMPOSER = Path(__file__).parents[2] / "contracts" / "tool" / "compose.mjs"


def compose(world: World) -> str:
    """The supergraph SDL that the composer makes of the world's subgraphs."""
    with tempfile.TemporaryDirectory() as folder:
        named = []
        for name, sdl in world.subgraphs.items():
            file = Path(folder, f"{name}.graphql")
            file.write_text(LINK + sdl, encoding="utf-8")
            named.append(f"{name}=http://{name}.example/graphql={file}")
        done = subprocess.run(["node", COMPOSER, *named], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{world.name} does not compose:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    FIXTURES.mkdir(exist_ok=True)
    for each in WORLDS:
        each.file.write_text(each.header + compose(each), encoding="utf-8")
