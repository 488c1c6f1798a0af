"""What a rulebook adds to its rules: the policies where the guide and the law differ, and the condition lists."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from services.certification.rules.conditions import ADULT, MINOR, Condition, Finder


class Telehealth(StrEnum):
    """What becomes of a patient who was examined by telehealth."""

    ALLOWED = "ALLOWED"
    REVIEW = "REVIEW"
    REFUSED = "REFUSED"


class UnknownSwitch(ValueError):
    """No such switch, or no such value of it. The text lists what there is."""


@dataclass(frozen=True, slots=True)
class Switches:
    """One for each conflict between guide and law that can be decided either way. POLICIES says what they mean."""

    allow_physician_assistants: bool = False
    accept_second_physicians_letter: bool = False
    ask_whether_patient_chose_caregiver: bool = False
    allow_temporary_email: bool = True
    ask_beyond_guide: bool = True
    telehealth: Telehealth = Telehealth.REVIEW
    bar_nurse_practitioners_from_glaucoma: bool = True
    review_old_examinations: bool = True

    @classmethod
    def of(cls, given: Iterable[str], *, otherwise: "Switches | None" = None) -> "Switches":
        """Read `KEY=VALUE` texts; what they do not name is as in `otherwise`. Raises UnknownSwitch."""
        known = {each.name: each.default for each in fields(cls)}
        changes: dict[str, object] = {}
        for text in given:
            name, _, value = (part.strip() for part in text.partition("="))
            if name not in known:
                raise UnknownSwitch(f"{name!r} is no switch. There are: {', '.join(known)}.")
            changes[name] = _value(name, known[name], value)
        return replace(otherwise or cls(), **changes)  # type: ignore[arg-type]


def _value(name: str, default: object, text: str) -> object:
    if isinstance(default, bool):
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        raise UnknownSwitch(f"{name} is true or false, not {text!r}.")
    try:
        return Telehealth(text.upper())
    except ValueError:
        raise UnknownSwitch(f"{name} is one of {', '.join(Telehealth)}, not {text!r}.") from None


def spelled(value: object) -> str:
    """A switch's value as Switches.of reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a conflict between the guide and other texts is handled: by a switch, or once and for all."""

    conflict: str
    meaning: str
    switch: str | None = None


POLICIES = (
    Policy(
        "C-1",
        "Whether physician assistants may certify: the statute says so, the guide does not name them.",
        "allow_physician_assistants",
    ),
    Policy(
        "C-2",
        "Whether a minor's second physician may write a letter instead of signing here.",
        "accept_second_physicians_letter",
    ),
    Policy(
        "C-3",
        "The practitioner designates the caregiver; whether they must affirm that an adult patient chose them.",
        "ask_whether_patient_chose_caregiver",
    ),
    Policy("C-4", "Practitioners identify themselves by DEA number and last four digits of the SSN."),
    Policy(
        "C-5",
        "Whether a patient without e-mail may have a temporary address of this system.",
        "allow_temporary_email",
    ),
    Policy("C-6", "Temporary certifications by dispensaries (PA 25-101) are not part of this system."),
    Policy("C-7", "There are no fees (none since 1 July 2023)."),
    Policy(
        "C-8",
        "Whether confinement, convictions and prescriptions are asked for: the law does, the guide is silent.",
        "ask_beyond_guide",
    ),
    Policy(
        "C-9",
        "Whether a patient examined by telehealth is ALLOWED, goes to REVIEW, or is REFUSED.",
        "telehealth",
    ),
    Policy(
        "C-10",
        "Whether nurse practitioners are barred from certifying glaucoma (PA 16-39); the guide is silent.",
        "bar_nurse_practitioners_from_glaucoma",
    ),
    Policy(
        "DL-9",
        "Whether an examination, or a review of prescriptions, of more than a year ago goes to review: no text sets a "
        "time between it and the signature.",
        "review_old_examinations",
    ),
)


@dataclass(frozen=True, slots=True)
class Lists:
    """The condition lists with all their dates."""

    adult: tuple[Condition, ...] = ADULT
    minor: tuple[Condition, ...] = MINOR

    def on(self, day: date) -> "Lists":
        """Those in force on a day, unknown entries included."""
        return Lists(
            tuple(entry for entry in self.adult if entry.since <= day),
            tuple(entry for entry in self.minor if entry.since <= day),
        )


@dataclass(frozen=True, slots=True)
class Law:
    """What a rule may ask beside the facts: the day whose law counts, and the lists in force then."""

    as_of: date
    switches: Switches
    adult: Finder
    minor: Finder


AS_THE_GUIDE_HAS_IT = Switches()
ALL_LISTS = Lists()
