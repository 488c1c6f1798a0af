"""All rules, by the rooms that they live in, in the order in which they are told."""

from types import ModuleType

from services.certification.rules import (
    caregiver,
    certification,
    condition,
    contact,
    minor,
    patient,
    persons,
    physicians,
    practitioner,
)
from services.certification.rules.model import Rule

ROOMS: tuple[tuple[str, ModuleType], ...] = (
    ("The practitioner", practitioner),
    ("The patient", patient),
    ("Different persons", persons),
    ("How they are reached", contact),
    ("The condition", condition),
    ("Minors: two physicians", physicians),
    ("Minors: guardian and forms", minor),
    ("The caregiver", caregiver),
    ("Examination, statement, time", certification),
)
RULES: tuple[Rule, ...] = tuple(rule for _, room in ROOMS for rule in room.RULES)
