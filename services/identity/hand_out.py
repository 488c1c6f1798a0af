"""The printed sheet for a patient who gets no mail: a PDF in English or Spanish.

Its QR code holds the public address alone, so that a photo of it tells nothing of anybody.
"""

import io
from dataclasses import dataclass

import segno
from fpdf import FPDF

from contracts.events.internal import Language

MARGIN_MM, LINE_MM, QR_MM = 20, 7, 40


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    intro: str
    address: str
    credential_label: str
    steps: tuple[str, ...]
    keep: str


WORDS = {
    Language.EN: Wording(
        title="Complete your registration",
        intro="Your practitioner prepares your application. You have no e-mail address, so this sheet takes the "
        "place of a message. You can do this once your practitioner has certified the application.",
        address="Your temporary e-mail address",
        credential_label="Your one-time password",
        steps=(
            "Go to {url} (or photograph the code).",
            "Sign in with the address and the one-time password below. Choose a password of your own.",
            'Choose "I am a Patient" and give your date of birth.',
            "Read what your practitioner entered, and complete your registration.",
        ),
        keep="Keep this sheet safe and show it to nobody. If it is lost, ask your practitioner for a new one: "
        "the old password then no longer works. No mail can be sent to the temporary address.",
    ),
    Language.ES: Wording(
        title="Complete su registro",
        intro="Su médico o enfermero prepara su solicitud. Usted no tiene correo electrónico; por eso esta hoja "
        "reemplaza el mensaje. Podrá hacerlo cuando la solicitud esté certificada.",
        address="Su dirección de correo temporal",
        credential_label="Su contraseña de un solo uso",
        steps=(
            "Vaya a {url} (o fotografíe el código).",
            "Inicie sesión con la dirección y la contraseña de abajo. Elija una contraseña propia.",
            'Elija "Soy paciente" e indique su fecha de nacimiento.',
            "Lea los datos que se anotaron y complete su registro.",
        ),
        keep="Guarde esta hoja y no la muestre a nadie. Si la pierde, pida una nueva a su médico o enfermero: "
        "la contraseña anterior dejará de servir. A la dirección temporal no se puede enviar correo.",
    ),
}


def hand_out(*, email: str, one_time_password: str, language: Language, public_url: str) -> bytes:
    """One page; the core fonts of PDF cover both languages."""
    words = WORDS[language]
    pdf = FPDF(format="letter")
    pdf.set_lang(language.value.lower())
    pdf.set_title(words.title)
    pdf.set_margin(MARGIN_MM)
    pdf.add_page()
    pdf.image(_qr(public_url), x=pdf.w - MARGIN_MM - QR_MM, y=MARGIN_MM, w=QR_MM, alt_text=public_url)
    beside_code = pdf.epw - QR_MM - 5
    _paragraph(pdf, words.title, style="B", size=18, width=beside_code)
    _paragraph(pdf, words.intro, width=beside_code)
    pdf.set_y(max(pdf.get_y(), MARGIN_MM + QR_MM + 5))
    for number, step in enumerate(words.steps, 1):
        _paragraph(pdf, f"{number}.  {step.format(url=public_url)}")
    for label, value in ((words.address, email), (words.credential_label, one_time_password)):
        _paragraph(pdf, label, style="B", gap=0)
        pdf.set_font("Courier", "B", 15)
        pdf.multi_cell(0, LINE_MM + 2, value, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    _paragraph(pdf, words.keep)
    return bytes(pdf.output())


def _paragraph(
    pdf: FPDF, text: str, *, style: str = "", size: int = 12, width: float = 0, gap: float = 3
) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.multi_cell(width, LINE_MM, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(gap)


def _qr(text: str) -> io.BytesIO:
    image = io.BytesIO()
    segno.make_qr(text).save(image, kind="png", scale=6, border=4)
    image.seek(0)
    return image
