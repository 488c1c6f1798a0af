"""The facts an assessment is made on: plain data, with absent ones as None or empty."""

from dataclasses import dataclass, field
from datetime import date

from services.certification.domain.people import Findings, Patient, Practitioner


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision of the day `signed_on` may look at."""

    signed_on: date
    practitioner: Practitioner = field(default_factory=Practitioner)
    patient: Patient = field(default_factory=Patient)
    findings: Findings = field(default_factory=Findings)

    @property
    def age(self) -> int | None:
        """The patient's age in years on the day of signing. A leap-day child comes of age on 1 March."""
        born = self.patient.date_of_birth
        if born is None:
            return None
        had_birthday = (self.signed_on.month, self.signed_on.day) >= (born.month, born.day)
        return self.signed_on.year - born.year - (0 if had_birthday else 1)
