"""For what a patient may be certified."""

from services.certification.rules.conditions import BOARD_2020, Y2019, Finder, find
from services.certification.rules.facts import Facts
from services.certification.rules.law import Law
from services.certification.rules.model import HOLDS, Fails, Outcome, Severity, Source, rule
from services.certification.rules.subjects import ACT, PA_16_23

CONDITIONS = ("findings", "conditions")
CHRONIC_PAIN_MONTHS = 6


@rule(
    id="COND-1",
    title="An adult has a debilitating medical condition of the list",
    citation="CGS 21a-408(4), 21a-408l",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=lambda facts: not facts.minor,
    needs=("findings.conditions",),
)
def listed_condition(facts: Facts, law: Law) -> Outcome:
    """At least one condition of the list in force; abbreviations such as PTSD are understood (COND-3)."""
    return _one_of(facts, law.adult, "None of the conditions is on the list in force. Choose one that is.")


@rule(
    id="MIN-6",
    title="A minor has a debilitating medical condition of the minors' list",
    citation="CGS 21a-408(4); PA 16-23",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.minor is True,
    needs=("findings.conditions",),
)
def listed_condition_of_minors(facts: Facts, law: Law) -> Outcome:
    """A shorter list: neither cancer nor epilepsy that is not severe is on it."""
    return _one_of(
        facts, law.minor, "None of the conditions is on the list for patients under 18. Choose one that is."
    )


@rule(
    id="COND-2",
    title="Chronic pain: its cause, six months, and other treatment that failed",
    citation="CGS 21a-408l; DCP's list, entry 37",
    source=Source.LAW,
    in_force_from=BOARD_2020,
    severity=Severity.BLOCKS,
    applies=lambda facts: _names(facts, "CHRONIC_PAIN"),
    needs=("findings.underlying_condition", "findings.pain_months", "findings.other_treatment_failed"),
)
def chronic_pain(facts: Facts) -> Outcome:
    """The listed name of the condition asks for all three."""
    if (facts.findings.pain_months or 0) < CHRONIC_PAIN_MONTHS:
        return Fails(
            "Chronic pain counts from six months on. Otherwise leave it out.", ("findings", "pain_months")
        )
    if not facts.findings.other_treatment_failed:
        return Fails(
            "Chronic pain counts where other treatment failed. Otherwise leave it out.",
            ("findings", "other_treatment_failed"),
        )
    return HOLDS


@rule(
    id="MIN-10",
    title="A minor with Tourette syndrome has failed standard treatment",
    citation="DCP's list for patients under 18, entry 10",
    source=Source.LAW,
    in_force_from=Y2019,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.minor is True and _names(facts, "TOURETTE_SYNDROME"),
    needs=("findings.other_treatment_failed",),
)
def tourette_of_minors(facts: Facts) -> Outcome:
    """Part of the condition's name on the minors' list."""
    if facts.findings.other_treatment_failed:
        return HOLDS
    return Fails(
        "For a minor Tourette syndrome counts where standard treatment failed. Otherwise leave it out.",
        ("findings", "other_treatment_failed"),
    )


@rule(
    id="COND-4",
    title="Every condition named is on the list",
    citation="CGS 21a-408(4)",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.WARNS,
    needs=("findings.conditions",),
)
def nothing_else_named(facts: Facts, law: Law) -> Outcome:
    """One that is listed is enough; others are kept on record and do not count."""
    of_age = law.minor if facts.minor else law.adult
    if all(of_age.find(text) is not None for text in facts.findings.conditions):
        return HOLDS
    return Fails("Not all of the conditions are on the list in force; those do not count.", CONDITIONS)


RULES = (listed_condition, listed_condition_of_minors, chronic_pain, tourette_of_minors, nothing_else_named)


def _one_of(facts: Facts, listed: Finder, message: str) -> Outcome:
    if any(listed.find(text) is not None for text in facts.findings.conditions):
        return HOLDS
    return Fails(message, CONDITIONS)


def _names(facts: Facts, code: str) -> bool:
    found = (find(text) for text in facts.findings.conditions)
    return any(condition is not None and condition.code == code for condition in found)
