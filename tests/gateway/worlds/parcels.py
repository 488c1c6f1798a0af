"""What representations must hold: nested keys, @requires of every kind, two @interfaceObject, shared mutations."""

from typing import Any

from tests.gateway.worlds import World

Object = dict[str, Any]

STORE = """
type Query {
  items: [Item!]!
  parcels: [Parcel!]!
  vehicles: [Vehicle!]!
  packed(by: Packing = {padding: 2}, how: Wrap = PAPER): String
  handy: Handy @provides(fields: "... on Van { driver }")
  spare: Vehicle @provides(fields: "... on Van { driver }")
}
type Mutation { pay(item: ID!): Receipt @shareable }
type Receipt @shareable { item: Item }
type Item @key(fields: "id") @key(fields: "owner { id }") {
  id: ID!
  owner: Person @shareable
  size: Size
  weight(unit: String): Int
  vehicle: Vehicle
  packedOn: Day
}
scalar Day
type Size { width: Int  height: Int }
type Person @key(fields: "id") { id: ID!  name: String }
type Parcel @key(fields: "box { id }") { box: Box! @shareable }
type Box { id: ID! @shareable  label: String }
interface Vehicle @key(fields: "id") { id: ID!  name: String  wheels: Int }
interface Asset @key(fields: "id") { id: ID! }
type Van implements Vehicle & Asset @key(fields: "id") {
  id: ID!
  name: String
  wheels: Int
  space: Int
  driver: String @external
}
type Bike implements Vehicle @key(fields: "id") { id: ID!  name: String  wheels: Int }
type Tram implements Vehicle @key(fields: "id") { id: ID!  name: String  wheels: Int }
union Handy = Van | Bike
enum Wrap { PAPER FOIL }
input Packing { padding: Int  ribbon: Boolean }
"""
FREIGHT = """
type Query { near: [Vehicle] packing(by: Packing, how: Wrap): Int }
type Mutation { pay(item: ID!): Receipt @shareable }
type Receipt @shareable { item: Item }
type Item @key(fields: "id") @key(fields: "owner { id }") {
  id: ID!
  owner: Person @shareable
  size: Size @external
  weight(unit: String): Int @external
  vehicle: Vehicle @external
  across: Int @requires(fields: "size { width }")
  upright: Int @requires(fields: "size { height }")
  fee(zone: Int! = 1): Int @requires(fields: "weight(unit: \\"g\\")")
  tax: Int @requires(fields: "weight(unit: \\"kg\\")")
  greeting: String @requires(fields: "owner { name }")
  room: Int @requires(fields: "vehicle { ... on Van { space } }")
  called: String @requires(fields: "vehicle { name }")
  bulky: Boolean
  packedOn: Day @external
  due(days: Days): Days @requires(fields: "packedOn")
}
scalar Day
scalar Days
type Size { width: Int @external  height: Int @external }
type Person @key(fields: "id") { id: ID!  name: String @external }
type Parcel @key(fields: "box { id }") {
  box: Box! @shareable
  track: String @requires(fields: "box { label }")
  stamp: String
}
type Box { id: ID! @shareable  label: String @external }
interface Vehicle { id: ID!  name: String }
type Van implements Vehicle @key(fields: "id") {
  id: ID!
  name: String @external
  space: Int @external
  driver: String
}
type Bike implements Vehicle @key(fields: "id") {
  id: ID!
  name: String @external
  wheels: Int @override(from: "store")
}
enum Wrap { PAPER }
input Packing { padding: Int }
"""
GARAGE = """
type Query { parked: [Vehicle!]!  washed: Asset }
type Vehicle @interfaceObject @key(fields: "id") {
  id: ID!
  name: String @external
  plate: String @requires(fields: "name")
  wash: Int
}
type Asset @interfaceObject @key(fields: "id") { id: ID!  price: Int }
"""
REPORTS = """
type Query { latest: Report }
type Report { item: Item  vehicle: Vehicle }
type Item @key(fields: "id", resolvable: false) { id: ID! }
type Vehicle @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }
"""


def _weight(item: Object, unit: str = "g") -> int:
    return int(item["grams"]) if unit == "g" else int(item["grams"]) // 1000


def _weighed(item: Object, unit: str) -> int:
    """The weight that was sent; the monolith, which is sent nothing, weighs."""
    weight = item["weight"]
    return int(weight(item, unit) if callable(weight) else weight)


def _known_as(item: Object) -> str:
    owner = item["owner"]
    return "nobody" if owner is None else f"Dear {owner['name']}"


VANS: dict[str, Object] = {
    f"v{n}": {
        "__typename": "Van",
        "id": f"v{n}",
        "name": name,
        "wheels": 4,
        "space": 10 * n,
        "driver": f"Driver {n}",
        "price": 1000 * n,
    }
    for n, name in ((1, "Hauler"), (2, None))
}
BIKES: dict[str, Object] = {"k1": {"__typename": "Bike", "id": "k1", "name": "Swift", "wheels": 2}}
TRAMS: dict[str, Object] = {"t1": {"__typename": "Tram", "id": "t1", "name": "Line 1", "wheels": 8}}
VEHICLES = [*VANS.values(), *BIKES.values(), *TRAMS.values()]
for _number, _vehicle in enumerate(VEHICLES):
    _vehicle["wash"] = _number
    _vehicle["plate"] = lambda vehicle: f"{vehicle['name']}-CT"
PERSONS: dict[str, Object] = {"p1": {"__typename": "Person", "id": "p1", "name": "Ann"}}
ITEMS: dict[str, Object] = {
    f"i{n}": {
        "__typename": "Item",
        "id": f"i{n}",
        "owner": owner,
        "size": {"__typename": "Size", "width": n, "height": 2 * n},
        "grams": 1500 * n,
        "weight": _weight,
        "vehicle": VEHICLES[n],
        "across": lambda item: item["size"]["width"],
        "upright": lambda item: item["size"]["height"],
        "fee": lambda item, zone: zone * _weighed(item, "g"),
        "tax": lambda item: 7 * _weighed(item, "kg"),
        "greeting": _known_as,
        "room": lambda item: item["vehicle"].get("space"),
        "called": lambda item: item["vehicle"]["name"],
        "bulky": n > 1,
        "packedOn": f"2024-05-0{n + 1}",
        "due": lambda item, days: days | {"since": item["packedOn"]},
    }
    for n, owner in ((0, PERSONS["p1"]), (1, None), (2, PERSONS["p1"]))
}
PARCELS_BY_BOX: dict[str, Object] = {
    f"x{n}": {
        "__typename": "Parcel",
        "box": {"__typename": "Box", "id": f"x{n}", "label": label},
        "track": lambda parcel: f"#{parcel['box']['label']}",
        "stamp": f"stamp {n}",
    }
    for n, label in ((1, "red"), (2, None))
}

PARCELS = World(
    "parcels",
    {"store": STORE, "freight": FREIGHT, "garage": GARAGE, "reports": REPORTS},
    {
        "Item": ITEMS,
        "Person": PERSONS,
        "Parcel": PARCELS_BY_BOX,
        "Van": VANS,
        "Bike": BIKES,
        "Tram": TRAMS,
    },
    {
        "items": lambda: list(ITEMS.values()),
        "parcels": lambda: list(PARCELS_BY_BOX.values()),
        "vehicles": lambda: VEHICLES,
        "near": lambda: VEHICLES[:3],
        "parked": lambda: VEHICLES,
        "washed": lambda: VANS["v2"],
        "handy": lambda: VANS["v1"],
        "spare": lambda: VANS["v2"],
        "packed": lambda by, how: f"{how} {by['padding']}",
        "packing": lambda by, how: by["padding"],
        "latest": lambda: {"__typename": "Report", "item": ITEMS["i2"], "vehicle": VANS["v1"]},
        "pay": lambda item: {"__typename": "Receipt", "item": ITEMS.get(item)},
    },
)
