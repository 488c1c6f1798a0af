"""Plans over object types: the table of examples, one per feature."""

from tests.gateway.plans import Examples
from tests.gateway.worlds.library import LIBRARY

EXAMPLES = Examples(LIBRARY)
example = EXAMPLES.add

example(
    "what one subgraph knows is asked in one fetch",
    "{ books { title author { id } } }",
    """
    1. catalog
       query{books{title author{id}}}
    """,
)
example(
    "a jump by a simple key",
    "{ authors { born } }",
    """
    1. people
       query{authors{id}}
    2. shipping at authors.@ by Author(id) after 1
       entities{...on Author{born}}
    """,
)
example(
    "a jump by another key, which must be fetched for it",
    "{ books { title copies } }",
    """
    1. catalog
       query{books{title isbn}}
    2. stock at books.@ by Book(isbn) after 1
       entities{...on Book{copies}}
    """,
)
example(
    "a chain of jumps by a compound key with a nested field",
    "{ books { warehouse { city } } }",
    """
    1. catalog
       query{books{isbn}}
    2. stock at books.@ by Book(isbn) after 1
       entities{...on Book{warehouse{code country{iso}}}}
    3. shipping at books.@.warehouse by Warehouse(code country{iso}) after 2
       entities{...on Warehouse{city}}
    """,
)
example(
    "a chain of jumps to a key that only a third subgraph has",
    "{ authors { books { copies } } }",
    """
    1. people
       query{authors{books{id}}}
    2. catalog at authors.@.books.@ by Book(id) after 1
       entities{...on Book{isbn}}
    3. stock at authors.@.books.@ by Book(isbn) after 2
       entities{...on Book{copies}}
    """,
)
example(
    "independent jumps run side by side",
    "{ books { copies author { name } } }",
    """
    1. catalog
       query{books{author{id} isbn}}
    2. stock at books.@ by Book(isbn) after 1
       entities{...on Book{copies}}
    3. people at books.@.author by Author(id) after 1
       entities{...on Author{name}}
    """,
)
example(
    "a field that lies in the subgraph at hand needs no jump, though others have it too",
    "{ warehouses { country { iso } city } }",
    """
    1. shipping
       query{warehouses{country{iso} city}}
    """,
)
example(
    "@provides: the external field is taken where it is promised",
    "{ authors { books { title } } }",
    """
    1. people
       query{authors{books{title}}}
    """,
)
example(
    "without the promise it is asked of its owner",
    "{ authors { books { isbn } } }",
    """
    1. people
       query{authors{books{id}}}
    2. catalog at authors.@.books.@ by Book(id) after 1
       entities{...on Book{isbn}}
    """,
)
example(
    "@requires with an argument and a nested field that itself needs a jump",
    '{ book(id: "b1") { postage } }',
    """
    1. catalog
       query{book(id:"b1"){id weight(unit:"g") author{id}}}
    2. people at book.author by Author(id) after 1
       entities{...on Author{name}}
    3. shipping at book by Book(id weight author{name}) after 2
       entities{...on Book{postage}}
    """,
)
example(
    "@requires of a field that requires, and back again: circular between two subgraphs",
    "{ books { total } }",
    """
    1. catalog
       query{books{id weight(unit:"g") author{id}}}
    2. people at books.@.author by Author(id) after 1
       entities{...on Author{name}}
    3. shipping at books.@ by Book(id weight author{name}) after 2
       entities{...on Book{postage(zone:2)}}
    4. insurance at books.@ by Book(id postage) after 3
       entities{...on Book{insurance}}
    5. shipping at books.@ by Book(id insurance) after 4
       entities{...on Book{total}}
    """,
)
example(
    "conflicting arguments are told apart by aliases",
    "{ books { heavy weight postage(zone: 3) insurance } }",
    """
    1. catalog
       query{books{weight id _weight:weight(unit:"kg") __weight:weight(unit:"g") author{id}}}
    2. people at books.@.author by Author(id) after 1
       entities{...on Author{name}}
    3. shipping at books.@ by Book(id weight:__weight author{name}) after 2
       entities{...on Book{postage(zone:3) _postage:postage(zone:2)}}
    4. insurance at books.@ by Book(id weight:_weight postage:_postage) after 3
       entities{...on Book{heavy insurance}}
    """,
)
example(
    "the client's alias takes a key's name: the key gets another one",
    "{ authors { id: name born } }",
    """
    1. people
       query{authors{id:name _id:id}}
    2. shipping at authors.@ by Author(id:_id) after 1
       entities{...on Author{born}}
    """,
)
example(
    "@override: the field is asked of the subgraph that took it over",
    "{ books { author { born } } }",
    """
    1. catalog
       query{books{author{id}}}
    2. shipping at books.@.author by Author(id) after 1
       entities{...on Author{born}}
    """,
)
example(
    "a shared root field whose value has a part in each subgraph",
    "{ stats { books authors } }",
    """
    1. catalog
       query{stats{books}}
    2. people
       query{stats{authors}}
    """,
)
example(
    "a shared value type whose parts lie apart",
    "{ books { size { width height } } }",
    """
    1. catalog
       query{books{size{width} id}}
    2. people at books.@ by Book(id) after 1
       entities{...on Book{size{height}}}
    """,
)
example(
    "a shared field is taken from a fetch that is on its way anyway",
    "{ version stats { authors } }",
    """
    1. people
       query{version stats{authors}}
    """,
)
example(
    "lists of lists",
    '{ book(id: "b1") { related { copies } } }',
    """
    1. catalog
       query{book(id:"b1"){related{isbn}}}
    2. stock at book.related.@.@ by Book(isbn) after 1
       entities{...on Book{copies}}
    """,
)
example(
    "fragments, nested and repeated, are merged",
    """
    { books { ...A ...A ... { title } } } fragment A on Book { title ...B } fragment B on Book { id title }
    """,
    """
    1. catalog
       query{books{title id}}
    """,
)
example(
    "several operations in a document: one is meant, with the fragments that it spreads",
    """
    query Titles { books { ...T } } query Names { authors { name ...B } }
    fragment T on Book { title } fragment B on Author { born }
    """,
    """
    1. people
       query{authors{name id}}
    2. shipping at authors.@ by Author(id) after 1
       entities{...on Author{born}}
    """,
    operation="Names",
)
example(
    "@skip and @include with literals are decided while planning",
    "{ books { title @skip(if: true) id copies @include(if: false) } }",
    """
    1. catalog
       query{books{id}}
    """,
)
example(
    "an operation that skips everything asks nothing",
    "{ books @skip(if: true) { title } }",
    """
    nothing to fetch
    """,
)
example(
    "introspection and __typename are answered here",
    "{ __typename __schema { queryType { name } } }",
    """
    here: __schema
    """,
)
example(
    "an object of which only the type is asked must still be seen to exist",
    '{ book(id: "b9") { __typename } }',
    """
    1. catalog
       query{book(id:"b9"){__typename}}
    """,
)
example(
    "mutations run in order; neighbours share a fetch where nothing else is needed for the first",
    """
    mutation {
      dropBook(id: "b1")
      two: dropBook(id: "b2")
      rename(author: "a1", name: "X") { born }
      addBook(title: "X") { id }
    }
    """,
    """
    stage 1
    1. catalog
       mutation{dropBook(id:"b1") two:dropBook(id:"b2")}
    stage 2
    2. people
       mutation{rename(author:"a1",name:"X"){id}}
    3. shipping at rename by Author(id) after 2
       entities{...on Author{born}}
    stage 3
    4. catalog
       mutation{addBook(title:"X"){id}}
    """,
)
