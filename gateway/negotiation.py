"""Which media type the answer has, and which one a request must have.

GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): the status tells what happened only
under `application/graphql-response+json`; old clients that accept `application/json` get 200 for everything
that was well-formed HTTP and JSON. Without an Accept header a client counts as an old one.
"""

from functools import lru_cache

from gateway.errors import Code, Refused

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
_OURS = {RESPONSE: RESPONSE, JSON: JSON, "application/*": RESPONSE, "*/*": JSON}


@lru_cache(maxsize=256)
def answer_type(accept: str | None) -> str | None:
    """The media type to answer with; None where the client takes neither of ours."""
    if accept is None or not accept.strip():
        return JSON
    best: tuple[float, int, str] | None = None
    for index, part in enumerate(accept.split(",")):
        name, quality, charset = _media_range(part)
        ours = _OURS.get(name)
        if ours is None or quality <= 0 or charset not in ("", "utf-8", "utf8"):
            continue
        if best is None or (quality, -index) > best[:2]:
            best = (quality, -index, ours)
    return None if best is None else best[2]


@lru_cache(maxsize=256)
def wants_page(accept: str | None) -> bool:
    """Whether a browser asks: HTML before JSON."""
    names = [_media_range(part)[0] for part in (accept or "").split(",")]
    return HTML in names and not {RESPONSE, JSON} & set(names[: names.index(HTML)])


def check_content(content_type: str | None, encoding: str | None) -> None:
    """Raises Refused (415) for a body that is not plain JSON in UTF-8."""
    name, _, charset = _media_range(content_type or "")
    if name != JSON or charset not in ("", "utf-8", "utf8"):
        raise Refused(
            415, Code.UNSUPPORTED_MEDIA_TYPE, "Send the request as Content-Type: application/json in UTF-8."
        )
    if encoding not in (None, "", "identity"):
        raise Refused(415, Code.UNSUPPORTED_MEDIA_TYPE, "Send the request without Content-Encoding.")


@lru_cache(maxsize=256)
def _media_range(text: str) -> tuple[str, float, str]:
    name, *parameters = (part.strip() for part in text.lower().split(";"))
    quality, charset = 1.0, ""
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
        elif key.strip() == "charset":
            charset = value.strip().strip('"')
    return name, quality, charset
