"""What subgraphs know differently: wider and narrower types, more arguments, other keys, overrides, nested promises."""

from typing import Any

from tests.gateway.worlds import World

Object = dict[str, Any]

REGISTRY = """
type Query {
  pets: [Pet!]!
  homes: [Home!]!
  sold: [Home!]! @provides(fields: "owner { ... on Person { city } ... on Firm { vat } }")
}
interface Insured { id: ID! }
interface Pet implements Insured @key(fields: "id") @key(fields: "chip") {
  id: ID!
  chip: ID!
  keeper: Owner
  label(unit: String): String
}
type Cat implements Pet & Insured @key(fields: "id") @key(fields: "chip") {
  id: ID!
  chip: ID!
  keeper: Person
  label(unit: String, long: Boolean): String
}
type Dog implements Pet & Insured @key(fields: "id") @key(fields: "chip") {
  id: ID!
  chip: ID!
  keeper: Person
  label(unit: String, long: Boolean): String
}
interface Owner { id: ID! }
type Person implements Owner @key(fields: "id") { id: ID!  nick: String  city: String @external }
type Firm implements Owner @key(fields: "id") { id: ID!  vat: String @external }
type Home @key(fields: "id") @key(fields: "nr") { id: ID!  nr: ID!  owner: Owner  price: Int  tax: Int }
"""
COUNTY = """
interface Owner { id: ID! }
type Person implements Owner @key(fields: "id") { id: ID!  city: String @external }
type Firm implements Owner @key(fields: "id") { id: ID!  vat: String @external }
type Home @key(fields: "id") {
  id: ID!
  nr: ID! @override(from: "registry")
  price: Int @external
  tax: Int @override(from: "registry") @requires(fields: "price")
  owner: Owner @external
  levy: String @requires(fields: "owner { ... on Person { city } ... on Firm { vat } }")
  founder: Owner @shareable
}
"""
LAND = """
interface Owner { id: ID! }
type Person implements Owner @key(fields: "id") { id: ID!  plot: Int }
type Home @key(fields: "id") { id: ID!  founder: Person @shareable }
"""
PEOPLE = """
type Person @key(fields: "id") { id: ID!  city: String }
type Firm @key(fields: "id") { id: ID!  vat: String }
type Home @key(fields: "nr") { nr: ID! @shareable  visits: Int }
"""
CLINIC = """
type Query { patients: [Pet!]! }
type Pet @interfaceObject @key(fields: "chip") { chip: ID!  shots: Int }
"""
SALON = """
type Pet @interfaceObject @key(fields: "id") { id: ID!  weight: Int }
"""
INSURER = """
type Query { insured: [Insured!]! }
interface Insured { id: ID! }
type Pet implements Insured @interfaceObject @key(fields: "id") { id: ID!  premium: Int  risk: Int }
type Home implements Insured @key(fields: "id") { id: ID!  premium: Int }
"""

PERSONS: dict[str, Object] = {
    f"p{n}": {"__typename": "Person", "id": f"p{n}", "nick": nick, "city": city, "plot": n}
    for n, nick, city in ((1, "Ann", "Cork"), (2, None, None))
}
FIRMS: dict[str, Object] = {"f1": {"__typename": "Firm", "id": "f1", "vat": "IE7"}}
PETS: dict[str, dict[str, Object]] = {
    kind: {
        name: {
            "__typename": kind,
            "id": name,
            "chip": f"chip {name}",
            "keeper": keeper,
            "label": lambda pet, unit=None, long=None: f"{pet['id']} {unit} {long}",
            "shots": len(PERSONS) + number,
            "weight": 4 * number,
            "premium": 30 + number,
            "risk": number,
        }
    }
    for number, (kind, name, keeper) in enumerate(
        (("Cat", "c1", PERSONS["p1"]), ("Dog", "d1", PERSONS["p2"]))
    )
}
ALL_PETS = [pet for pets in PETS.values() for pet in pets.values()]


def _levy(home: Object) -> str:
    owner = home["owner"]
    return f"{owner['city'] if owner['__typename'] == 'Person' else owner['vat']}"


HOMES_BY_ID: dict[str, Object] = {
    f"h{n}": {
        "__typename": "Home",
        "id": f"h{n}",
        "nr": f"nr {n}",
        "owner": owner,
        "price": 100 * n,
        "tax": lambda home: home["price"] // 10,
        "levy": _levy,
        "founder": PERSONS["p1"],
        "visits": n,
        "premium": 500 + n,
    }
    for n, owner in ((1, PERSONS["p1"]), (2, FIRMS["f1"]), (3, PERSONS["p2"]))
}

HOMES = World(
    "homes",
    {
        "registry": REGISTRY,
        "county": COUNTY,
        "land": LAND,
        "people": PEOPLE,
        "clinic": CLINIC,
        "salon": SALON,
        "insurer": INSURER,
    },
    {"Person": PERSONS, "Firm": FIRMS, "Home": HOMES_BY_ID, **PETS},
    {
        "pets": lambda: ALL_PETS,
        "patients": lambda: ALL_PETS,
        "insured": lambda: [*ALL_PETS, *HOMES_BY_ID.values()],
        "homes": lambda: list(HOMES_BY_ID.values()),
        "sold": lambda: list(HOMES_BY_ID.values())[:2],
    },
)
