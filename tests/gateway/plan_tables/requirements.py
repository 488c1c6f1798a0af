"""Plans for what representations must hold: the table of examples, one per feature."""

from tests.gateway.plans import Examples
from tests.gateway.worlds.parcels import PARCELS

EXAMPLES = Examples(PARCELS)
example = EXAMPLES.add

example(
    "a key with a nested field, and a @requires of that field's neighbour: one object is sent",
    "{ parcels { stamp track } }",
    """
    1. store
       query{parcels{box{id label}}}
    2. freight at parcels.@ by Parcel(box{id label}) after 1
       entities{...on Parcel{stamp track}}
    """,
)
example(
    "two @requires of parts of one object: both parts are sent",
    "{ items { across upright } }",
    """
    1. store
       query{items{id size{width height}}}
    2. freight at items.@ by Item(id size{width height}) after 1
       entities{...on Item{across upright}}
    """,
)
example(
    "two @requires of one field with other arguments: each is sent its own, in one request",
    "{ items { fee tax } }",
    """
    1. store
       query{items{id weight(unit:"g") _weight:weight(unit:"kg")}}
    2. freight at items.@ by Item(id weight) and at items.@ by Item(id weight:_weight) after 1
       entities{...on Item{fee}} entities{...on Item{tax}}
    """,
)
example(
    "one @requires for a field that is asked with two arguments",
    "{ items { fee dear: fee(zone: 9) } }",
    """
    1. store
       query{items{id weight(unit:"g")}}
    2. freight at items.@ by Item(id weight) after 1
       entities{...on Item{fee dear:fee(zone:9)}}
    """,
)
example(
    "@requires of an interface's field, and of an object type's in a fragment",
    "{ items { called room } }",
    """
    1. store
       query{items{id vehicle{__typename name ...on Van{space}}}}
    2. freight at items.@ by Item(id vehicle{name ...on Van{space}}) after 1
       entities{...on Item{called room}}
    """,
)
example(
    "a required field that stands in another key may be null",
    "{ items { bulky greeting } }",
    """
    1. store
       query{items{id owner{name}}}
    2. freight at items.@ by Item(id owner{name}) after 1
       entities{...on Item{bulky greeting}}
    """,
)
example(
    "@interfaceObject with @requires: those are sent it, and asked, who need it",
    "{ vehicles { ... on Van { plate } ... on Bike { wash } } }",
    """
    1. store
       query{vehicles{__typename ...on Bike{id} ...on Van{id name}}}
    2. garage at vehicles.@ by Bike as Vehicle(id) and at vehicles.@ by Van as Vehicle(id name) after 1
       entities{...on Vehicle{wash}} entities{...on Vehicle{plate}}
    """,
)
example(
    "@interfaceObject with @requires, coming from itself",
    "{ parked { plate } }",
    """
    1. garage
       query{parked{id}}
    2. store at parked.@ by Vehicle(id) after 1
       entities{...on Vehicle{name}}
    3. garage at parked.@ by Vehicle(id name) after 2
       entities{...on Vehicle{plate}}
    """,
)
example(
    "one object known under two interfaces to a subgraph where both are an @interfaceObject",
    "{ vehicles { ... on Van { wash price } } }",
    """
    1. store
       query{vehicles{__typename ...on Van{id}}}
    2. garage at vehicles.@ by Van as Asset(id) and at vehicles.@ by Van as Vehicle(id) after 1
       entities{...on Asset{price}} entities{...on Vehicle{wash}}
    """,
)
example(
    "from one @interfaceObject over the real type to another one",
    "{ parked { ... on Van { price } } }",
    """
    1. garage
       query{parked{id}}
    2. store at parked.@ by Vehicle(id) after 1
       entities{...on Vehicle{__typename ...on Van{id}}}
    3. garage at parked.@ by Van as Asset(id) after 2
       entities{...on Asset{price}}
    """,
)
example(
    "an @interfaceObject whose key is not resolvable is left by that key, never entered",
    "{ latest { vehicle { name wash ... on Van { space } } } }",
    """
    1. reports
       query{latest{vehicle{id}}}
    2. garage at latest.vehicle by Vehicle(id) after 1
       entities{...on Vehicle{wash}}
    3. store at latest.vehicle by Vehicle(id) after 1
       entities{...on Vehicle{__typename name ...on Van{space}}}
    """,
)
example(
    "a key that is not resolvable is one to leave by",
    "{ latest { item { bulky } } }",
    """
    1. reports
       query{latest{item{id}}}
    2. freight at latest.item by Item(id) after 1
       entities{...on Item{bulky}}
    """,
)
example(
    "@provides on a union and on an interface",
    "{ handy { ... on Van { driver } } spare { ... on Van { driver } } }",
    """
    1. store
       query{handy{__typename ...on Van{driver}} spare{__typename ...on Van{driver}}}
    """,
)
example(
    "an interface with fewer object types in another subgraph",
    "{ near { name } vehicles { ... on Tram { name } } }",
    """
    1. freight
       query{near{__typename id}}
    2. store
       query{vehicles{__typename ...on Tram{name}}}
    3. store at near.@ by Bike(id), Van(id) after 1
       entities{...on Bike{name} ...on Van{name}}
    """,
)
example(
    "@override of a field that the former subgraph's interface still declares",
    "{ vehicles { wheels } }",
    """
    1. store
       query{vehicles{__typename ...on Bike{id} ...on Tram{wheels} ...on Van{wheels}}}
    2. freight at vehicles.@ by Bike(id) after 1
       entities{...on Bike{wheels}}
    """,
)
example(
    "default values stay with the subgraph; enums and inputs are what all subgraphs take",
    "{ packed packing(by: {padding: 3}, how: PAPER) }",
    """
    1. freight
       query{packing(by:{ padding: 3 },how:PAPER)}
    2. store
       query{packed}
    """,
)
example(
    "custom scalars: a value that is required, and one that is an object, given and taken as it is",
    '{ items { due(days: {least: 1, but: [{not: "SUNDAY"}]}) } }',
    """
    1. store
       query{items{id packedOn}}
    2. freight at items.@ by Item(id packedOn) after 1
       entities{...on Item{due(days:{ least: 1, but: [{ not: "SUNDAY" }] })}}
    """,
)
example(
    "a shared mutation runs in one subgraph only, though each has a part of what it answers",
    'mutation { pay(item: "i1") { item { bulky size { width } } } }',
    """
    1. freight
       mutation{pay(item:"i1"){item{bulky id}}}
    2. store at pay.item by Item(id) after 1
       entities{...on Item{size{width}}}
    """,
)
