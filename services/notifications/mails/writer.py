"""Writes a mail from its source: Markdown (CommonMark) whose heading is the subject.

The source is rendered twice: with the values as they are for the text, and with what they hold of Markdown's signs
escaped for the HTML, so that a name is never more than a name. A value that a source names and nobody gave is an error.
"""

import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from contracts.events.internal import Language
from services.notifications.domain.delivery import Kind
from services.notifications.mails.wording import FOOTER, one_line, opening_hours
from services.notifications.smtp.message import Written

FOLDER = Path(__file__).parent
COLUMNS = 76
_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&\"'])")
_EMPHASIS = re.compile(r"\*\*|`|^#+ ", re.MULTILINE)


class Writer:
    """Holds every kind's source, read and compiled once."""

    def __init__(self) -> None:
        text, html = _environment(lambda value: value), _environment(_escaped)
        text.globals |= {"button": lambda label, url: f"{label}:\n{url}", "code_shown": lambda code: code}
        html.globals |= {"button": _button, "code_shown": lambda code: Markup(f"`{_digits(code)}`")}  # noqa: S704
        names = {(kind, lang): f"{lang.lower()}/{kind.lower()}.md" for kind in Kind for lang in Language}
        self._text = {key: text.get_template(name) for key, name in names.items()}
        self._html = {key: html.get_template(name) for key, name in names.items()}
        self._layout = Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template(
            "layout.html"
        )
        self._markdown = MarkdownIt("commonmark", {"breaks": True, "html": False})
        # Mail programs drop <style>; only the rules for narrow screens have to stay there.
        self._inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

    def write(self, kind: Kind, language: Language, values: Mapping[str, Any]) -> Written:
        """Raises jinja2.UndefinedError where a value is missing."""
        given = {**values, "language": language}
        title, _, text = self._text[kind, language].render(given).strip().partition("\n")
        subject = title.removeprefix("# ")
        page = self._layout.render(
            language=language.lower(),
            subject=subject,
            content=Markup(self._markdown.render(self._html[kind, language].render(given))),  # noqa: S704
            footer=FOOTER[language],
        )
        return Written(
            subject=subject,
            text=_wrapped(_EMPHASIS.sub("", text).strip()) + f"\n\n{FOOTER[language]}\n",
            html=self._inliner.inline(page),
        )


def _environment(shown: Callable[[Any], Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 - the HTML comes from Markdown, in which HTML is switched off
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["one_line"] = one_line
    environment.filters["opening_hours"] = opening_hours
    return environment


def _escaped(value: Any) -> Any:
    """What a value holds of Markdown's signs means itself."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else _SIGNS.sub(r"\\\1", value)


def _button(label: str, url: str) -> Markup:
    """A link alone in its paragraph, and the address to copy."""
    return Markup(f"[{label}](<{url}>)\n\n*{_escaped(url)}*")  # noqa: S704


def _digits(code: str) -> str:
    return "".join(each for each in code if each.isalnum() or each == "-")


def _wrapped(text: str) -> str:
    """Long lines broken between words; addresses stay whole."""
    return "\n".join(
        textwrap.fill(line, COLUMNS, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )
