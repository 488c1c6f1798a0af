"""What rules of several rooms share: whom a rule is about, and rules that ask for the practitioner's own word."""

from collections.abc import Mapping
from datetime import date

from contracts.events.internal import Standing
from services.certification.domain.people import Attestation, Credential
from services.certification.rules.facts import Facts
from services.certification.rules.model import HOLDS, Applies, Fails, Outcome, Rule, Severity, Source, rule

ACT = date(2012, 10, 1)  # PA 12-55
PA_16_23 = date(2016, 10, 1)  # minors
ATTESTATIONS = ("findings", "attestations")
CONNECTICUT = "CT"
OLDEST = 125  # years: beyond what any human being reached


def minors(facts: Facts) -> bool:
    """Under 18 on the day of signing and not emancipated."""
    return facts.minor is True and facts.patient.emancipated is not True


def adults(facts: Facts) -> bool:
    """Of age, or emancipated, or of an age that is not known yet (AGE-1 asks for it)."""
    return not minors(facts)


def with_caregiver(facts: Facts) -> bool:
    return facts.caregiver is not None


def adults_with_caregiver(facts: Facts) -> bool:
    return facts.caregiver is not None and adults(facts)


def has_letters(name: str) -> bool:
    return any(character.isalpha() for character in name)


def in_order(credential: Credential | None, day: date) -> bool:
    """Whether a licence or registration is active and not expired on a day."""
    if credential is None or credential.standing is not Standing.ACTIVE:
        return False
    return credential.expires_on is None or credential.expires_on >= day


def affirmed(facts: Facts, attestation: Attestation, what: str) -> Outcome:
    """The practitioner's own word is what the rule asks for."""
    if attestation in facts.findings.attestations:
        return HOLDS
    return Fails(f"Affirm {attestation.value}: {what}", ATTESTATIONS)


def attested(
    *,
    id: str,
    title: str,
    citation: str,
    attestation: Attestation,
    what: str,
    explanation: str = "By the practitioner's own word.",
    source: Source = Source.LAW,
    in_force_from: date = ACT,
    severity: Severity = Severity.BLOCKS,
    applies: Applies | None = None,
    only_if: Mapping[str, object] | None = None,
) -> Rule:
    """A rule that holds if the practitioner affirms it."""

    def decide(facts: Facts) -> Outcome:
        return affirmed(facts, attestation, what)

    decide.__doc__ = explanation
    return rule(
        id=id,
        title=title,
        citation=citation,
        source=source,
        in_force_from=in_force_from,
        severity=severity,
        applies=applies,
        only_if=only_if,
        needs=(".".join(ATTESTATIONS),),
        affirmed=attestation,
    )(decide)
