"""Which specifications a schema links, and what it calls their directives (https://specs.apollo.dev/link/v1.0)."""

import re
from dataclasses import dataclass

from graphql import DirectiveNode, DocumentNode, SchemaDefinitionNode, SchemaExtensionNode
from graphql.utilities import value_from_ast_untyped

from gateway.federation.errors import SupergraphError

JOIN_VERSIONS = ("v0.3", "v0.4", "v0.5")
_URL = re.compile(r"^(?P<base>.+?)/(?P<name>[A-Za-z_][A-Za-z0-9_-]*)/(?P<version>v\d+\.\d+)$")
_UNDERSTOOD = {"link", "join", "inaccessible", "tag"}


@dataclass(frozen=True, slots=True)
class Link:
    """One linked feature; `prefix` is what its definitions are called here."""

    name: str
    version: str
    prefix: str
    imports: tuple[tuple[str, str], ...] = ()

    def directive(self, name: str) -> str:
        """This schema's name for the feature's directive `name`."""
        for original, called in self.imports:
            if original == f"@{name}":
                return called.removeprefix("@")
        return self.prefix if name == self.name else f"{self.prefix}__{name}"


def read_links(document: DocumentNode) -> dict[str, Link]:
    """The linked features by name.

    Raises SupergraphError where a feature that must be understood (`for: SECURITY` or `EXECUTION`) is none
    of ours, and where the join specification is absent or of an unknown version.
    """
    links: dict[str, Link] = {}
    for definition in document.definitions:
        if isinstance(definition, (SchemaDefinitionNode, SchemaExtensionNode)):
            for directive in definition.directives or ():
                if directive.name.value == "link":
                    link = _link(directive)
                    links[link.name] = link
    join = links.get("join")
    if join is None:
        raise SupergraphError("This is no supergraph: its schema does not @link the join specification.")
    if join.version not in JOIN_VERSIONS:
        known = ", ".join(JOIN_VERSIONS)
        raise SupergraphError(f"join {join.version} is not understood. Compose for one of {known}.")
    return links


def _link(directive: DirectiveNode) -> Link:
    given = {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments or ()}
    url = str(given.get("url") or "")
    found = _URL.match(url)
    name, version = (found["name"], found["version"]) if found else (url, "")
    if given.get("for") is not None and name not in _UNDERSTOOD:
        raise SupergraphError(
            f"The supergraph links {url!r} for {given['for']}, which this gateway does not implement. "
            "Serving it anyway could break its promises; remove the feature or use another router."
        )
    imports = given.get("import") or []
    if not isinstance(imports, list):
        raise SupergraphError(f"The link to {url!r} imports {imports!r}, which is no list.")
    return Link(name, version, str(given.get("as") or name), tuple(_imported(each, url) for each in imports))


def _imported(given: object, url: str) -> tuple[str, str]:
    """The name of an imported element, and what it is called here."""
    if isinstance(given, str):
        return given, given
    if isinstance(given, dict) and isinstance(given.get("name"), str):
        return given["name"], str(given.get("as") or given["name"])
    raise SupergraphError(f"The link to {url!r} imports {given!r}, which is no name.")
