"""Who may certify, and in what standing."""

from datetime import date

from contracts.events.internal import Profession, Standing
from services.certification.domain.people import Credential
from services.certification.rules.facts import Facts
from services.certification.rules.model import Dated, Fails, Holds, Outcome, Severity, Source, rule

ACT = date(2012, 10, 1)
MAY_CERTIFY: Dated[frozenset[Profession]] = Dated(
    {
        ACT: frozenset({Profession.PHYSICIAN}),
        date(2017, 1, 1): frozenset({Profession.PHYSICIAN, Profession.NURSE_PRACTITIONER}),  # PA 16-39
    }
)


@rule(
    id="WHO-1",
    title="The practitioner's profession may certify",
    citation="CGS 21a-408c(a); PA 16-39",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.profession",),
)
def profession_may_certify(facts: Facts) -> Outcome:
    """Physicians since 2012, nurse practitioners since 2017."""
    if facts.practitioner.profession in (MAY_CERTIFY.on(facts.signed_on) or ()):
        return Holds()
    return Fails("This profession could not certify on the day of signing.", ("practitioner", "profession"))


@rule(
    id="PROF-1",
    title="The practitioner confirmed the profile",
    citation="DCP guide for physicians, step 2",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
)
def profile_confirmed(facts: Facts) -> Outcome:
    """The guide has every practitioner review the profile page before certifying."""
    if facts.practitioner.profile_confirmed:
        return Holds()
    return Fails("Review and confirm your practitioner profile first.", ("practitioner", "profileConfirmed"))


@rule(
    id="PRAC-1",
    title="The practitioner's Connecticut licence is active",
    citation="RCSA 21a-408-2(a)(1)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.license",),
)
def license_active(facts: Facts) -> Outcome:
    """Chapter 370 for physicians, 378 for nurse practitioners; in good standing."""
    return _active(facts.practitioner.license, facts.signed_on, "licence", "license")


@rule(
    id="PRAC-2",
    title="The controlled-substance practitioner registration is active",
    citation="RCSA 21a-408-2(a)(2)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.controlled_substance",),
)
def controlled_substance_active(facts: Facts) -> Outcome:
    """The state's own registration, beside the federal one."""
    return _active(
        facts.practitioner.controlled_substance,
        facts.signed_on,
        "controlled-substance registration",
        "controlledSubstance",
    )


@rule(
    id="PRAC-3",
    title="The DEA registration is active",
    citation="RCSA 21a-408-2(a)(3)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.dea",),
)
def dea_active(facts: Facts) -> Outcome:
    """The federal registration to handle controlled substances."""
    return _active(facts.practitioner.dea, facts.signed_on, "DEA registration", "dea")


RULES = (profession_may_certify, profile_confirmed, license_active, controlled_substance_active, dea_active)


def _active(credential: Credential | None, day: date, name: str, field: str) -> Outcome:
    path = ("practitioner", field)
    if credential is None or credential.standing is not Standing.ACTIVE:
        return Fails(f"Your {name} is not active. Have its standing mended, then certify.", path)
    if credential.expires_on is not None and credential.expires_on < day:
        return Fails(f"Your {name} has expired. Renew it, then certify.", path)
    return Holds()
