"""Documents and variables that are meant to hurt, and what refuses each. Timed by `make bench-engine`."""

from typing import Any

from gateway.federation.errors import OperationError, TooComplex
from gateway.federation.operation import InvalidDocument

_MULTIPLYING = "".join(
    f"fragment F{n} on Book {{ related {{ ...F{n + 1} }} x: related {{ ...F{n + 1} }} }}" for n in range(18)
)

_SPREAD_EIGHT_TIMES_EACH = "".join(
    f"fragment F{n} on Book {{ related {{ {' '.join(f'...F{m}' for m in range(n + 1, min(n + 9, 18)))} id }} }}"
    for n in range(18)
)

# Over the library.
HOSTILE: dict[str, tuple[str, type[OperationError]]] = {
    "nested 2,000 deep": ("{ books " + "{ related " * 2000 + "{ id }" + "}" * 2001, OperationError),
    "nested a little too deeply": ("{ books " + "{ related " * 20 + "{ id }" + "}" * 21, TooComplex),
    "5,000 aliases": ("{" + " ".join(f"a{n}: version" for n in range(5000)) + "}", TooComplex),
    "60 aliases": ("{" + " ".join(f"a{n}: version" for n in range(60)) + "}", TooComplex),
    "20,000 fields": ("{ " + "version " * 20_000 + "}", TooComplex),
    "3,000 directives": ("{ version " + "@skip(if: false) " * 3000 + "}", TooComplex),
    "200 directives": ("{ version " + "@skip(if: false) " * 200 + "}", TooComplex),
    "circular fragments": (
        "{ books { ...A } } fragment A on Book { ...B } fragment B on Book { ...A }",
        InvalidDocument,
    ),
    "circular through a field": (
        "{ books { ...A } } fragment A on Book { related { ...B } } fragment B on Book { related { ...A } }",
        TooComplex,
    ),
    "500 times the same object": ("{ books {" + " related { id }" * 490 + " } }", TooComplex),
    "2,000 times the same field": ("{ books {" + " id" * 1990 + " } }", TooComplex),
    "98 fragments at two places": (
        "{" + " ".join(f"{key}: books {{ {' '.join(f'...F{n}' for n in range(98))} }}" for key in "ab") + "}"
        + "".join(f" fragment F{n} on Book {{ id }}" for n in range(98)),
        TooComplex,
    ),
    "fragments that spread eight others": ("{ books { ...F0 } }" + _SPREAD_EIGHT_TIMES_EACH, TooComplex),
    "fragments that multiply": ("{ books { ...F0 } }" + _MULTIPLYING + "fragment F18 on Book { id }", OperationError),
    "390 operations": (" ".join(f"query Q{n} {{ version }}" for n in range(390)), TooComplex),
    "270 fragments": ("{ version }" + "".join(f" fragment F{n} on Book {{ id }}" for n in range(270)), TooComplex),
    "one fragment spread 600 times": ("{ books {" + " ...F" * 600 + " } } fragment F on Book { id }", TooComplex),
    "fragments that spread the next ten times": (
        "{ books { ...F0 } }"
        + "".join(f" fragment F{n} on Book {{ {f'...F{n + 1} ' * 10} }}" for n in range(40))
        + " fragment F40 on Book { id }",
        TooComplex,
    ),
    "600 arguments": ("{ book(" + " ".join(f"a{n}: 1" for n in range(600)) + ") { id } }", TooComplex),
    "600 fields of an input object": (
        "{ book(id: {" + " ".join(f"a{n}: 1" for n in range(600)) + "}) { id } }",
        TooComplex,
    ),
    "1,900 values in a list": ("{ book(id: [" + "1 " * 1900 + "]) { id } }", TooComplex),
    "1,900 values in a default": ("query($v: [ID] = [" + "1 " * 1900 + "]) { version }", TooComplex),
    "480 variables": ("query(" + " ".join(f"$v{n}: ID" for n in range(480)) + ") { version }", TooComplex),
    "95 variables that are not used": (
        "query(" + " ".join(f"$v{n}: ID" for n in range(95)) + ") { version }",
        InvalidDocument,
    ),
    "320 directives of an operation": ("query" + " @skip(if: true)" * 320 + " { version }", TooComplex),
    "1,900 fields that there are not": ("{ books {" + " ".join(f"x{n}" for n in range(1900)) + " } }", InvalidDocument),
    "900 types": ("{ version }" + " scalar A" * 900, InvalidDocument),
    "a string of 200,000 characters": ('{ book(id: "' + "x" * 200_000 + '") { id } }', TooComplex),
    "the whole schema 45 times": (
        "{ __schema { types {" + " ".join(f"a{n}: fields {{ name }}" for n in range(45)) + " } } }",
        TooComplex,
    ),
}  # fmt: skip


def recorded(**findings: Any) -> dict[str, Any]:
    """The variables of docs/clients.md's RecordFindings, over the product's own supergraph."""
    return {"input": {"certificationId": "c", "version": 1, "findings": findings}}


HOSTILE_VARIABLES: dict[str, dict[str, Any]] = {  # 256 KiB each
    "10,000 attestations": recorded(attestations=["PATIENT_IS_NOT_MYSELF"] * 10_000),
    "60,000 conditions": recorded(conditions=["a"] * 60_000),
    "60,000 conditions that are none": recorded(conditions=[10] * 60_000),
    "30,000 fields that there are not": recorded(**{f"a{n}": 1 for n in range(30_000)}),
    "30,000 objects in a list": recorded(attestations=[{"a": [1]}] * 30_000),
}
