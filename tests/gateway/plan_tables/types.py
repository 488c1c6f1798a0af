"""Plans where subgraphs say different things of one type: the table of examples, one per feature."""

from tests.gateway.plans import Examples
from tests.gateway.worlds.homes import HOMES

EXAMPLES = Examples(HOMES)
example = EXAMPLES.add

example(
    "a field that each object type gives a narrower type than its interface",
    "{ pets { ... on Cat { keeper { nick } } ... on Dog { keeper { nick } } } }",
    """
    1. registry
       query{pets{__typename ...on Cat{keeper{nick}} ...on Dog{keeper{nick}}}}
    """,
)
example(
    "an argument that the object types take and their interface does not",
    "{ pets { ... on Cat { label(long: true) } ... on Dog { label(long: true) } } }",
    """
    1. registry
       query{pets{__typename ...on Cat{label(long:true)} ...on Dog{label(long:true)}}}
    """,
)
example(
    "an entity's field that a subgraph gives a narrower type than clients see",
    "{ homes { founder { ... on Person { plot } } } }",
    """
    1. registry
       query{homes{id}}
    2. land at homes.@ by Home(id) after 1
       entities{...on Home{founder{__typename plot}}}
    """,
)
example(
    "from one @interfaceObject to another one that is found by another key",
    "{ patients { weight shots } }",
    """
    1. clinic
       query{patients{shots chip}}
    2. registry at patients.@ by Pet(chip) after 1
       entities{...on Pet{id}}
    3. salon at patients.@ by Pet(id) after 2
       entities{...on Pet{weight}}
    """,
)
example(
    "each @interfaceObject is found by its own key",
    "{ pets { weight shots } }",
    """
    1. registry
       query{pets{__typename chip id}}
    2. clinic at pets.@ by Cat as Pet(chip), Dog as Pet(chip) after 1
       entities{...on Pet{shots}}
    3. salon at pets.@ by Cat as Pet(id), Dog as Pet(id) after 1
       entities{...on Pet{weight}}
    """,
)
example(
    "@override of a field that from now on has a @requires",
    "{ homes { tax } }",
    """
    1. registry
       query{homes{id price}}
    2. county at homes.@ by Home(id price) after 1
       entities{...on Home{tax}}
    """,
)
example(
    "@override of a field that stands in a key of the former subgraph: the key too has the new one's value",
    "{ homes { visits } }",
    """
    1. registry
       query{homes{id}}
    2. county at homes.@ by Home(id) after 1
       entities{...on Home{nr}}
    3. people at homes.@ by Home(nr) after 2
       entities{...on Home{visits}}
    """,
)
example(
    "@provides below a field, for two object types",
    "{ sold { owner { ... on Person { city } ... on Firm { vat } } } }",
    """
    1. registry
       query{sold{owner{__typename ...on Firm{vat} ...on Person{city}}}}
    """,
)
example(
    "@requires through an interface, of what a third subgraph says of each of its object types",
    "{ homes { levy } }",
    """
    1. registry
       query{homes{id owner{__typename id}}}
    2. people at homes.@.owner by Firm(id), Person(id) after 1
       entities{...on Firm{vat} ...on Person{city}}
    3. county at homes.@ by Home(id owner{...on Person{city} ...on Firm{vat}}) after 2
       entities{...on Home{levy}}
    """,
)
example(
    "an @interfaceObject that is reached through an interface which it implements: its name is not asked in vain",
    "{ insured { id } }",
    """
    1. insurer
       query{insured{id ...on Home{__typename}}}
    """,
)
example(
    "an @interfaceObject that is reached through an interface, among objects of other types, and named",
    "{ insured { __typename id ... on Home { premium visits } ... on Cat { keeper { nick } } } }",
    """
    1. insurer
       query{insured{id ...on Home{__typename premium}}}
    2. county at insured.@ by Home(id) after 1
       entities{...on Home{nr}}
    3. registry at insured.@ by unnamed as Pet(id), Cat as Pet(id), Dog as Pet(id) after 1
       entities{...on Pet{__typename ...on Cat{keeper{nick}}}}
    4. people at insured.@ by Home(nr) after 2
       entities{...on Home{visits}}
    """,
)
example(
    "fields of an @interfaceObject that is reached through an interface",
    "{ insured { id ... on Pet { premium weight } } }",
    """
    1. insurer
       query{insured{id ...on Home{__typename}}}
    2. registry at insured.@ by unnamed as Pet(id), Cat as Pet(id), Dog as Pet(id) after 1
       entities{...on Pet{__typename id}}
    3. insurer at insured.@ by Cat as Pet(id), Dog as Pet(id) after 2
       entities{...on Pet{premium}}
    4. salon at insured.@ by Cat as Pet(id), Dog as Pet(id) after 2
       entities{...on Pet{weight}}
    """,
)
