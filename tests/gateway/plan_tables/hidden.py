"""Plans where objects may be of a type that clients must not see: the table of examples, one per feature."""

from tests.gateway.plans import Examples
from tests.gateway.worlds.reserve import RESERVE

EXAMPLES = Examples(RESERVE)
example = EXAMPLES.add

example(
    "an interface's object of a hidden type is null",
    "{ sightings { name shots ... on Deer { herd } } }",
    """
    1. rangers
       query{sightings{__typename name id ...on Deer{herd}}}
    2. cameras at sightings.@ by Deer as Animal(id), Wolf as Animal(id) after 1
       entities{...on Animal{shots}}
    """,
)
example(
    "a list that must not hold null is null as a whole",
    "{ guarded { name } }",
    """
    1. rangers
       query{guarded{__typename name}}
    """,
)
example(
    "a union's object of a hidden type is null",
    "{ tracked { ... on Deer { herd } } }",
    """
    1. rangers
       query{tracked{__typename ...on Deer{herd}}}
    """,
)
example(
    "coming from an @interfaceObject the name is asked, though the client does not",
    "{ photos { shots } }",
    """
    1. cameras
       query{photos{shots id}}
    2. rangers at photos.@ by Animal(id) after 1
       entities{...on Animal{__typename}}
    """,
)
example(
    "what a subgraph requires of objects of hidden types it is sent, with the name that it knows",
    "{ cameras { alarm last { shots } } }",
    """
    1. cameras
       query{cameras{last{shots id} id}}
    2. rangers at cameras.@.last by Animal(id) after 1
       entities{...on Animal{__typename name}}
    3. rangers at cameras.@ by Camera(id last{name}) after 2
       entities{...on Camera{alarm}}
    """,
)
