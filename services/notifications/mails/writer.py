"""Renders a mail's subject, text and HTML. A value that a template names and nobody gave is an error."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from contracts.events.internal import Language
from services.notifications.domain.delivery import Kind
from services.notifications.mails.wording import one_line, opening_hours
from services.notifications.smtp.message import Written

FOLDER = Path(__file__).parent


class Writer:
    """Holds every kind's templates, read and compiled once."""

    def __init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=select_autoescape(enabled_extensions=("html",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters["one_line"] = one_line
        environment.filters["opening_hours"] = opening_hours
        self._templates = {
            (kind, language, part): environment.get_template(f"{kind.lower()}/{language.lower()}/{part}")
            for kind in Kind
            for language in Language
            for part in ("subject.txt", "body.txt", "body.html")
        }
        # Mail programs drop <style>; only the rules for narrow screens have to stay there.
        self._inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

    def write(self, kind: Kind, language: Language, values: Mapping[str, Any]) -> Written:
        """Raises jinja2.UndefinedError where a value is missing."""
        given = {**values, "language": language}
        subject = self._template(kind, language, "subject.txt").render(given)
        return Written(
            subject=" ".join(subject.split()),
            text=self._template(kind, language, "body.txt").render(given).strip() + "\n",
            html=self._inliner.inline(self._template(kind, language, "body.html").render(given)),
        )

    def _template(self, kind: Kind, language: Language, part: str) -> Template:
        return self._templates[kind, language, part]
