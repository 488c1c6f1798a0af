"""A printed sheet: one page of letter size, paragraph after paragraph, as PDF.

The core fonts of PDF cover Western European letters; others are set without their marks.
"""

import io
import unicodedata

import segno
from fpdf import FPDF

MARGIN_MM, LINE_MM, QR_MM = 20, 7, 40


class Sheet:
    """Filled from above. `language` is its language's code, e.g. "es"."""

    def __init__(self, title: str, *, language: str) -> None:
        self._pdf = FPDF(format="letter")
        self._pdf.set_lang(language)
        self._pdf.set_title(_printable(title))
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
        self._pdf.set_font("Helvetica", style, size)
        self._pdf.multi_cell(width, LINE_MM, _printable(text), align="L", new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(gap)

    def labelled(self, label: str, value: str) -> None:
        """A value to be copied, in a font that tells its letters apart."""
        self.paragraph(label, style="B", gap=0)
        self._pdf.set_font("Courier", "B", 15)
        self._pdf.multi_cell(0, LINE_MM + 2, _printable(value), new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(3)

    def pdf(self) -> bytes:
        return bytes(self._pdf.output())


def _printable(text: str) -> str:
    """What the core fonts lack, as near as they have it."""
    return "".join(each if _in_font(each) else _plain(each) for each in text)


def _plain(letter: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if _in_font(part))
    return plain or "?"


def _in_font(letter: str) -> bool:
    try:
        letter.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _qr(text: str) -> io.BytesIO:
    image = io.BytesIO()
    segno.make_qr(text).save(image, kind="png", scale=6, border=4)
    image.seek(0)
    return image
