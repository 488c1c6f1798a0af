"""A printed sheet: one page of letter size, paragraph after paragraph, as PDF.

The core fonts of PDF cover Western European letters and cost nothing; what holds others, such as a Polish or Vietnamese
name, is set in Source Sans, of which the sheet then carries the letters that it uses. Letters that no font of ours has
are set without their marks.
"""

import io
import unicodedata
from collections.abc import Container
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import segno

if TYPE_CHECKING:
    from fpdf.fonts import TTFFont

MARGIN_MM, LINE_MM, QR_MM = 20, 7, 40
WIDER = "Source Sans"
WIDER_FILES = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Bold.ttf"}


class Sheet:
    """Filled from above. `language` is its language's code, e.g. "es"."""

    def __init__(self, title: str, *, language: str) -> None:
        from fpdf import FPDF  # noqa: PLC0415  # an eighth of a service's start, and few processes ever print

        self._pdf = FPDF(format="letter")
        self._wider: set[str] = set()  # the styles in which it was needed
        self._pdf.set_lang(language)
        self._pdf.set_title(title)
        self._pdf.set_margin(MARGIN_MM)
        self._pdf.add_page()

    def heading(self, title: str, intro: str, *, link: str | None = None) -> None:
        """The title and a first paragraph, beside the QR code of a link that holds nothing of anybody."""
        beside = self._pdf.epw
        if link is not None:
            corner = self._pdf.w - MARGIN_MM - QR_MM
            self._pdf.image(_qr(link), x=corner, y=MARGIN_MM, w=QR_MM, alt_text=link)
            beside -= QR_MM + 5
        self.paragraph(title, style="B", size=18, width=beside)
        self.paragraph(intro, width=beside)
        if link is not None:
            self._pdf.set_y(max(self._pdf.get_y(), MARGIN_MM + QR_MM + 5))

    def paragraph(
        self, text: str, *, style: str = "", size: int = 12, width: float = 0, gap: float = 3
    ) -> None:
        shown = self._set_font("Helvetica", style, size, text)
        self._pdf.multi_cell(width, LINE_MM, shown, align="L", new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(gap)

    def labelled(self, label: str, value: str) -> None:
        """A value to be copied, in a font that tells its letters apart."""
        self.paragraph(label, style="B", gap=0)
        shown = self._set_font("Courier", "B", 15, value)
        self._pdf.multi_cell(0, LINE_MM + 2, shown, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(3)

    def _set_font(self, core: str, style: str, size: int, text: str) -> str:
        """Choose the core font, or the wider one where the text needs it; the text as that one has it."""
        composed = unicodedata.normalize("NFC", text)
        if all(map(_in_core_font, composed)):
            self._pdf.set_font(core, style, size)
            return composed
        if style not in self._wider:
            fonts = files("font_source_sans_pro") / "files"
            self._pdf.add_font(WIDER, style, str(fonts / WIDER_FILES[style]))
            self._wider.add(style)
        self._pdf.set_font(WIDER, style, size)
        font = cast("TTFFont", self._pdf.current_font)
        return "".join(each if ord(each) in font.cmap else _plain(each, font.cmap) for each in composed)

    def pdf(self) -> bytes:
        return bytes(self._pdf.output())


def _plain(letter: str, known: Container[int]) -> str:
    """As near as a font has it that lacks the letter."""
    for form in ("NFKC", "NFKD"):
        plain = "".join(part for part in unicodedata.normalize(form, letter) if ord(part) in known)
        if plain:
            return plain
    return "?"


def _in_core_font(letter: str) -> bool:
    return ord(letter) < 0x100  # Latin-1


def _qr(text: str) -> io.BytesIO:
    image = io.BytesIO()
    segno.make_qr(text).save(image, kind="png", scale=6, border=4)
    image.seek(0)
    return image
