"""Objects only: keys of every kind, chains of jumps, @requires, @provides, @override, shared types, mutations."""

from typing import Any

from tests.gateway.worlds import World

Object = dict[str, Any]

CATALOG = """
type Query {
  books: [Book!]!
  book(id: ID!): Book
  stats: Stats @shareable
  version: String @shareable
}
type Mutation { addBook(title: String!): Book  dropBook(id: ID!): Boolean }
type Stats @shareable { books: Int }
type Book @key(fields: "id") {
  id: ID!
  title: String!
  isbn: String @shareable
  weight(unit: String): Int
  author: Author
  related: [[Book!]]
  size: Size @shareable
  hidden: String @inaccessible
}
type Size @shareable { width: Int }
type Author @key(fields: "id") { id: ID! }
"""
PEOPLE = """
type Query { authors: [Author!]!  stats: Stats @shareable  version: String @shareable }
type Mutation { rename(author: ID!, name: String!): Author }
type Stats @shareable { authors: Int }
type Author @key(fields: "id") {
  id: ID!
  name: String!
  born: Int
  books: [Book!]! @provides(fields: "title")
}
type Book @key(fields: "id") { id: ID!  title: String! @external  size: Size @shareable }
type Size @shareable { height: Int }
"""
STOCK = """
type Book @key(fields: "isbn") { isbn: String  copies: Int!  warehouse: Warehouse }
type Warehouse @key(fields: "code country { iso }") { code: ID!  country: Country @shareable }
type Country @shareable { iso: ID! }
"""
SHIPPING = """
type Query { warehouses: [Warehouse!]! }
type Warehouse @key(fields: "code country { iso }") { code: ID!  country: Country @shareable  city: String }
type Country @shareable { iso: ID! }
type Book @key(fields: "id") {
  id: ID!
  weight(unit: String): Int @external
  author: Author @external
  insurance: Int @external
  postage(zone: Int! = 1): Int @requires(fields: "weight(unit: \\"g\\") author { name }")
  total: Int @requires(fields: "insurance")
}
type Author @key(fields: "id") { id: ID!  name: String! @external  born: Int @override(from: "people") }
"""
INSURANCE = """
type Book @key(fields: "id") {
  id: ID!
  postage(zone: Int! = 1): Int @external
  weight(unit: String): Int @external
  insurance: Int @requires(fields: "postage(zone: 2)")
  heavy: Boolean @requires(fields: "weight(unit: \\"kg\\")")
}
"""


def _weight(book: Object, unit: str = "g") -> int:
    return int(book["grams"]) if unit == "g" else int(book["grams"]) // 1000


def _postage(book: Object, zone: int) -> int:
    weight = book["weight"]
    grams = weight(book) if callable(weight) else weight
    return int(grams) * zone + len(book["author"]["name"])


def _insurance(book: Object) -> int:
    postage = book["postage"]
    return 2 * (postage(book, zone=2) if callable(postage) else int(postage))


def _total(book: Object) -> int:
    insurance = book["insurance"]
    return 1 + (insurance(book) if callable(insurance) else int(insurance))


def _heavy(book: Object) -> bool:
    weight = book["weight"]
    return bool((weight(book, "kg") if callable(weight) else weight) > 0)


IRELAND = {"__typename": "Country", "iso": "IE"}
SPAIN = {"__typename": "Country", "iso": "ES"}
WAREHOUSES = {
    "1/IE": {"__typename": "Warehouse", "code": "1", "country": IRELAND, "city": "Cork"},
    "1/ES": {"__typename": "Warehouse", "code": "1", "country": SPAIN, "city": "Vigo"},
}
AUTHORS: dict[str, Object] = {
    "a1": {"__typename": "Author", "id": "a1", "name": "Ann", "born": 1950},
    "a2": {"__typename": "Author", "id": "a2", "name": "Bo", "born": None},
}
BOOKS: dict[str, Object] = {
    f"b{n}": {
        "__typename": "Book",
        "id": f"b{n}",
        "title": f"Book {n}",
        "isbn": isbn,
        "grams": 700 * n,
        "weight": _weight,
        "author": AUTHORS[f"a{1 + n % 2}"],
        "size": {"__typename": "Size", "width": n, "height": 10 * n},
        "copies": n,
        "warehouse": warehouse,
        "postage": _postage,
        "insurance": _insurance,
        "total": _total,
        "heavy": _heavy,
    }
    for n, isbn, warehouse in ((1, "i1", WAREHOUSES["1/IE"]), (2, "i2", WAREHOUSES["1/ES"]), (3, "i3", None))
}
BOOKS["b1"]["related"] = [[BOOKS["b2"], BOOKS["b3"]], None]
for _author in AUTHORS.values():
    _author["books"] = [book for book in BOOKS.values() if book["author"] is _author]


LIBRARY = World(
    "library",
    {
        "catalog": CATALOG,
        "people": PEOPLE,
        "stock": STOCK,
        "shipping": SHIPPING,
        "insurance": INSURANCE,
    },
    {"Book": BOOKS, "Author": AUTHORS, "Warehouse": WAREHOUSES},
    {
        "books": lambda: list(BOOKS.values()),
        "book": BOOKS.get,
        "authors": lambda: list(AUTHORS.values()),
        "warehouses": lambda: list(WAREHOUSES.values()),
        "stats": lambda: {"books": len(BOOKS), "authors": len(AUTHORS)},
        "version": lambda: "1",
        "addBook": lambda title: BOOKS["b3"],
        "dropBook": BOOKS.__contains__,
        "rename": lambda author, name: AUTHORS.get(author),
    },
)
