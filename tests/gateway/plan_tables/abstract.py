"""Plans over interfaces and unions: the table of examples, one per feature."""

from tests.gateway.plans import Examples
from tests.gateway.worlds.zoo import ZOO

EXAMPLES = Examples(ZOO)
example = EXAMPLES.add

example(
    "an interface's own fields are asked of the interface",
    "{ animals { id name } }",
    """
    1. animals
       query{animals{__typename id name}}
    """,
)
example(
    "fragments on object types; one fetch serves two types",
    "{ animals { ... on Cat { lives sound } ... on Dog { tricks sound } } }",
    """
    1. animals
       query{animals{__typename ...on Cat{lives id} ...on Dog{id}}}
    2. sound at animals.@ by Cat(id), Dog(id) after 1
       entities{...on Cat{sound} ...on Dog{tricks sound}}
    """,
)
example(
    "an interface's field that only its @interfaceObject has",
    "{ animals { id weight } }",
    """
    1. animals
       query{animals{__typename id}}
    2. care at animals.@ by Cat as Animal(id), Dog as Animal(id), Fish as Animal(id) after 1
       entities{...on Animal{weight}}
    """,
)
example(
    "from the @interfaceObject to a field of the real interface",
    "{ patients { weight name } }",
    """
    1. care
       query{patients{weight id}}
    2. animals at patients.@ by Animal(id) after 1
       entities{...on Animal{name}}
    """,
)
example(
    "the type's name is asked of those who know it",
    "{ patients { __typename } }",
    """
    1. care
       query{patients{id}}
    2. animals at patients.@ by Animal(id) after 1
       entities{...on Animal{__typename}}
    """,
)
example(
    "fragments on object types, coming from the @interfaceObject",
    "{ patients { ... on Cat { lives sound } weight } }",
    """
    1. care
       query{patients{weight id}}
    2. animals at patients.@ by Animal(id) after 1
       entities{...on Animal{__typename ...on Cat{lives id}}}
    3. sound at patients.@ by Cat(id) after 2
       entities{...on Cat{sound}}
    """,
)
example(
    "what is asked of one object type, and then again of all, comes in the order of asking",
    "{ animals { ... on Cat { doctor { phone } } doctor { id } } }",
    """
    1. animals
       query{animals{__typename id}}
    2. care at animals.@ by Cat as Animal(id) and at animals.@ by Dog as Animal(id), Fish as Animal(id) after 1
       entities{...on Animal{doctor{phone id}}} entities{...on Animal{doctor{id}}}
    """,
)
example(
    "a union: what its members need is asked side by side",
    "{ found { ... on Cat { name weight } ... on Keeper { phone } } }",
    """
    1. animals
       query{found{__typename ...on Cat{name id} ...on Keeper{id}}}
    2. care at found.@ by Cat as Animal(id), Keeper(id) after 1
       entities{...on Animal{weight} ...on Keeper{phone}}
    """,
)
example(
    "a union with other members in another subgraph",
    "{ kept { ... on Keeper { name } ... on Cage { number } ... on Cat { lives } } }",
    """
    1. care
       query{kept{__typename ...on Cage{number} ...on Keeper{id}}}
    2. sound at kept.@ by Keeper(id) after 1
       entities{...on Keeper{name}}
    """,
)
example(
    "fields of other shapes in two object types get aliases",
    "{ animals { ... on Cat { size owner { phone } } ... on Dog { size owner { name } } } }",
    """
    1. animals
       query{animals{__typename ...on Cat{size owner{id}} ...on Dog{_Dog_size:size owner{id}}}}
       rename _Dog_size of Dog to size
    2. care at animals.@.[Cat].owner by Keeper(id) after 1
       entities{...on Keeper{phone}}
    3. sound at animals.@.[Dog].owner by Keeper(id) after 1
       entities{...on Keeper{name}}
    """,
)
example(
    "an alias of ours is none that the client uses",
    "{ animals { _Dog_size: id ... on Cat { size } ... on Dog { size } } }",
    """
    1. animals
       query{animals{__typename _Dog_size:id ...on Cat{size} ...on Dog{__Dog_size:size}}}
       rename __Dog_size of Dog to size
    """,
)
example(
    "a field reached under one object type only",
    "{ animals { ... on Cat { owner { name } } } }",
    """
    1. animals
       query{animals{__typename ...on Cat{owner{id}}}}
    2. sound at animals.@.[Cat].owner by Keeper(id) after 1
       entities{...on Keeper{name}}
    """,
)
