"""The printed sheet for a patient who gets no mail: a PDF in English or Spanish.

Its QR code holds the public address alone, so that a photo of it tells nothing of anybody.
"""

from dataclasses import dataclass

from chassis.sheet import Sheet
from contracts.events.internal import Language


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
        "place of a message. You can complete your registration once the application is certified.",
        address="Your temporary e-mail address",
        credential_label="Your one-time password",
        steps=(
            "Go to {url} (or scan the code).",
            "Sign in with the address and the one-time password below. Choose a password of your own.",
            'Choose "I am a patient" and give your date of birth.',
            "Read what your practitioner entered, and complete your registration.",
        ),
        keep="Keep this sheet safe and show it to nobody. If it is lost, ask your practitioner for a new one: "
        "the old password then no longer works. No mail can be sent to the temporary address.",
    ),
    Language.ES: Wording(
        title="Complete su registro",
        intro="Su profesional de la salud prepara su solicitud. Como usted no tiene correo electrónico, esta hoja "
        "reemplaza al mensaje. Podrá completar su registro cuando la solicitud esté certificada.",
        address="Su dirección de correo temporal",
        credential_label="Su contraseña de un solo uso",
        steps=(
            "Vaya a {url} (o escanee el código).",
            "Inicie sesión con la dirección y la contraseña de abajo, y elija una contraseña propia.",
            'Seleccione "Soy paciente" e indique su fecha de nacimiento.',
            "Revise los datos que ya aparecen y complete su registro.",
        ),
        keep="Guarde esta hoja y no la muestre a nadie. Si la pierde, pida una nueva a su profesional "
        "de la salud: la contraseña anterior dejará de servir. A la dirección temporal no se puede enviar correo.",
    ),
}


def hand_out(*, email: str, one_time_password: str, language: Language, public_url: str) -> bytes:
    """One page."""
    words = WORDS[language]
    sheet = Sheet(words.title, language=language.value.lower())
    sheet.heading(words.title, words.intro, link=public_url)
    for number, step in enumerate(words.steps, 1):
        sheet.paragraph(f"{number}.  {step.format(url=public_url)}")
    sheet.labelled(words.address, email)
    sheet.labelled(words.credential_label, one_time_password)
    sheet.paragraph(words.keep)
    return sheet.pdf()
