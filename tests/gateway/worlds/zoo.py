"""Abstract types: interfaces and unions spread over subgraphs, an @interfaceObject, shapes that differ."""

from typing import Any

from tests.gateway.worlds import World

Object = dict[str, Any]

ANIMALS = """
type Query { animals: [Animal!]!  animal(id: ID!): Animal  found: [Found]  keeper: Keeper }
interface Animal @key(fields: "id") { id: ID!  name: String }
type Cat implements Animal @key(fields: "id") {
  id: ID!
  name: String
  lives: Int!
  size: Int! @shareable
  owner: Keeper
}
type Dog implements Animal @key(fields: "id") { id: ID!  name: String  size: Int  owner: Keeper }
type Fish implements Animal @key(fields: "id") { id: ID!  name: String  water: Water }
enum Water { SWEET SALT  SECRET @inaccessible }
union Found = Cat | Keeper
type Keeper @key(fields: "id") { id: ID! pet: Animal }
"""
CARE = """
type Query { patients: [Animal!]!  kept: [Found] }
type Animal @interfaceObject @key(fields: "id") { id: ID!  weight: Int  doctor: Keeper }
type Keeper @key(fields: "id") { id: ID!  phone: String }
union Found = Keeper | Cage
type Cage @shareable { number: Int }
"""
SOUND = """
type Cat @key(fields: "id") { id: ID!  sound: String  size: Int @shareable }
type Dog @key(fields: "id") { id: ID!  sound: String  tricks: [String!] }
type Keeper @key(fields: "id") { id: ID!  name: String }
"""

KEEPERS: dict[str, Object] = {
    "k1": {"__typename": "Keeper", "id": "k1", "name": "Kim", "phone": "1"},
    "k2": {"__typename": "Keeper", "id": "k2", "name": None, "phone": "2"},
}
CATS: dict[str, Object] = {
    "c1": {"__typename": "Cat", "id": "c1", "name": "Tom", "lives": 7, "size": 3, "sound": "miau"},
    "c2": {"__typename": "Cat", "id": "c2", "name": None, "lives": 9, "size": 4, "sound": None},
}
DOGS: dict[str, Object] = {
    "d1": {"__typename": "Dog", "id": "d1", "name": "Rex", "size": None, "sound": "wuff", "tricks": ["sit"]}
}
FISH: dict[str, Object] = {"f1": {"__typename": "Fish", "id": "f1", "name": "Wanda", "water": "SALT"}}
ALL: list[Object] = [*CATS.values(), *DOGS.values(), *FISH.values()]
BY_ID = {str(animal["id"]): animal for animal in ALL}
for _number, _animal in enumerate(ALL):
    _animal["weight"] = 10 + _number
    _animal["doctor"] = KEEPERS["k1"] if _number else None
    _animal["owner"] = KEEPERS["k2"]
KEEPERS["k1"]["pet"] = CATS["c1"]
KEEPERS["k2"]["pet"] = DOGS["d1"]

ZOO = World(
    "zoo",
    {"animals": ANIMALS, "care": CARE, "sound": SOUND},
    {"Cat": CATS, "Dog": DOGS, "Fish": FISH, "Keeper": KEEPERS},
    {
        "animals": lambda: ALL,
        "animal": BY_ID.get,
        "patients": lambda: ALL[1:],
        "found": lambda: [CATS["c1"], KEEPERS["k1"], None],
        "kept": lambda: [KEEPERS["k2"], {"__typename": "Cage", "number": 5}],
        "keeper": lambda: KEEPERS["k2"],
    },
)
