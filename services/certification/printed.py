"""The printed certification: a practitioner's statement, which is not the state's registration certificate."""

from dataclasses import dataclass
from datetime import date

from chassis.sheet import Sheet
from contracts.events.internal import Language
from services.certification.domain.certification import Certification

_SPELLED = {Language.EN: "%m/%d/%Y", Language.ES: "%d/%m/%Y"}


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    intro: str
    statement: str
    of_minor: str
    patient: str
    born: str
    practitioner: str
    signed: str
    until: str
    reference: str
    ended: str


WORDS = {
    Language.EN: Wording(
        title="Practitioner's certification",
        intro="This sheet says what a practitioner certified. It is NOT the registration certificate of the State of "
        "Connecticut and gives no right by itself: the registration follows when the patient completes it.",
        statement="The practitioner named below certified, after examining the patient, that in their professional "
        "opinion the patient has a condition that the law lists, and that the potential benefits would likely outweigh "
        "the health risks (CGS 21a-408c).",
        of_minor="The patient is a minor: a second physician signed as well.",
        patient="Patient",
        born="Date of birth (month/day/year)",
        practitioner="Practitioner",
        signed="Signed on",
        until="Valid until, unless it ends earlier",
        reference="Reference",
        ended="THIS CERTIFICATION IS NO LONGER IN FORCE.",
    ),
    Language.ES: Wording(
        title="Certificación del profesional de la salud",
        intro="Esta hoja dice lo que certificó un profesional de la salud. NO es el certificado de registro del Estado "
        "de Connecticut y no da derecho alguno por sí sola: el registro queda hecho cuando el paciente lo completa.",
        statement="El profesional que se nombra abajo certificó, después de examinar al paciente, que en su opinión "
        "profesional el paciente tiene una afección que la ley enumera, y que los posibles beneficios probablemente "
        "superan los riesgos para la salud (CGS 21a-408c).",
        of_minor="El paciente es menor de edad: firmó también un segundo médico.",
        patient="Paciente",
        born="Fecha de nacimiento (día/mes/año)",
        practitioner="Profesional de la salud",
        signed="Fecha de la firma",
        until="Último día de validez, salvo que termine antes",
        reference="Referencia",
        ended="ESTA CERTIFICACIÓN YA NO ESTÁ VIGENTE.",
    ),
}


def printed(certification: Certification, *, practitioner: str, language: Language, today: date) -> bytes:
    """One page as PDF. It must have been certified; the condition is not named on it.

    It says so where it is no longer in force, however late the worker is.
    """
    words, patient = WORDS[language], certification.patient
    assert certification.signed_on is not None
    assert certification.valid_until is not None
    assert patient.date_of_birth is not None

    def spelled(day: date) -> str:
        return day.strftime(_SPELLED[language])

    sheet = Sheet(words.title, language=language.value.lower())
    sheet.heading(words.title, words.intro)
    if not certification.in_force_on(today):
        sheet.paragraph(words.ended, style="B", size=14)
    sheet.paragraph(words.statement)
    if certification.of_minor:
        sheet.paragraph(words.of_minor)
    for label, value in (
        (words.patient, f"{patient.first_name} {patient.last_name}"),
        (words.born, spelled(patient.date_of_birth)),
        (words.practitioner, practitioner),
        (words.signed, spelled(certification.signed_on)),
        (words.until, spelled(certification.valid_until)),
        (words.reference, certification.id),
    ):
        sheet.labelled(label, value)
    return sheet.pdf()
