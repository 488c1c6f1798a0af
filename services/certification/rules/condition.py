"""For what a patient may be certified."""

from datetime import date

from services.certification.rules import conditions
from services.certification.rules.facts import Facts
from services.certification.rules.model import Fails, Holds, Outcome, Severity, Source, rule

ACT = date(2012, 10, 1)


@rule(
    id="COND-1",
    title="The patient has a listed debilitating medical condition",
    citation="CGS 21a-408(4), 21a-408l",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("findings.conditions",),
)
def listed_condition(facts: Facts) -> Outcome:
    """At least one condition of the list in force on the day of signing."""
    found = (conditions.find(code) for code in facts.findings.conditions)
    if any(condition is not None and condition.since <= facts.signed_on for condition in found):
        return Holds()
    return Fails(
        "None of the conditions is on the list in force on the day of signing. Choose one that is.",
        ("findings", "conditions"),
    )


RULES = (listed_condition,)
