"""What clients must not see: object types with @inaccessible behind an interface, an @interfaceObject and a union."""

from typing import Any

from tests.gateway.worlds import World

Object = dict[str, Any]

RANGERS = """
type Query { sightings: [Animal]  tracked: [Being]  guarded: [Animal!] }
interface Animal @key(fields: "id") { id: ID!  name: String }
type Deer implements Animal @key(fields: "id") { id: ID!  name: String  herd: Int }
type Wolf implements Animal @key(fields: "id") @inaccessible { id: ID!  name: String  den: String }
union Being = Deer | Wolf
type Camera @key(fields: "id") {
  id: ID!
  last: Animal @external
  alarm: String @requires(fields: "last { name }")
}
"""
CAMERAS = """
type Query { photos: [Animal]  cameras: [Camera!]! }
type Animal @interfaceObject @key(fields: "id") { id: ID!  shots: Int }
type Camera @key(fields: "id") { id: ID!  last: Animal }
"""

DEER: dict[str, Object] = {
    "d1": {"__typename": "Deer", "id": "d1", "name": "Bambi", "herd": 7, "shots": 3},
}
WOLVES: dict[str, Object] = {
    "w1": {"__typename": "Wolf", "id": "w1", "name": "Grey", "den": "secret", "shots": 1},
}
CAMERA: dict[str, Object] = {
    f"c{n}": {"__typename": "Camera", "id": f"c{n}", "last": last, "alarm": lambda c: f"{c['last']['name']}!"}
    for n, last in ((1, DEER["d1"]), (2, WOLVES["w1"]))
}
SEEN = [DEER["d1"], WOLVES["w1"]]

RESERVE = World(
    "reserve",
    {"rangers": RANGERS, "cameras": CAMERAS},
    {"Deer": DEER, "Wolf": WOLVES, "Camera": CAMERA},
    {
        "sightings": lambda: SEEN,
        "tracked": lambda: SEEN,
        "guarded": lambda: SEEN,
        "photos": lambda: SEEN,
        "cameras": lambda: list(CAMERA.values()),
    },
)
