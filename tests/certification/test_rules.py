"""For each rule, people against dates: a table that a lawyer can read."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.internal import Profession, Standing
from services.certification.domain.calendar import one_year_after
from services.certification.domain.people import Credential, Findings, Patient, Practitioner
from services.certification.rules import conditions
from services.certification.rules.facts import Facts
from services.certification.rules.model import Fails, Holds, Missing, Rule
from services.certification.rules.rulebook import RULES, Rulebook, in_force_on

TODAY = date(2026, 11, 25)
ACTIVE = Credential(Standing.ACTIVE, date(2027, 2, 28))
RIVERA = Practitioner(
    profession=Profession.PHYSICIAN,
    profile_confirmed=True,
    license=ACTIVE,
    controlled_substance=ACTIVE,
    dea=ACTIVE,
)
ANA = Patient(
    first_name="Ana",
    last_name="Torres",
    date_of_birth=date(1980, 5, 17),
    street="12 Elm Street",
    city="Hartford",
    state="CT",
    zip="06103",
    email="ana@example.com",
    phone="860-555-0123",
)
LAWFUL = Facts(TODAY, RIVERA, ANA, Findings(("PTSD",)))
BY_ID = {rule.id: rule for rule in RULES}


def case(rule: str, outcome: type, on: date = TODAY, **changes: Any) -> Any:
    """A row: the lawful case with some facts changed, e.g. patient_state="NY"."""
    facts = replace(LAWFUL, signed_on=on)
    for name, value in changes.items():
        part, field = name.split("_", 1)
        facts = replace(facts, **{part: replace(getattr(facts, part), **{field: value})})
    told = ", ".join(f"{name}={value}" for name, value in changes.items()) or "as it is"
    return pytest.param(rule, outcome, facts, id=f"{rule} {outcome.__name__.lower()}: {told}, signed {on}")


NURSE = Profession.NURSE_PRACTITIONER
TABLE = [
    case("WHO-1", Holds),
    case("WHO-1", Holds, practitioner_profession=NURSE),
    case("WHO-1", Holds, on=date(2017, 1, 1), practitioner_profession=NURSE),
    case("WHO-1", Fails, on=date(2016, 12, 31), practitioner_profession=NURSE),
    case("WHO-1", Missing, practitioner_profession=None),
    case("PROF-1", Holds),
    case("PROF-1", Fails, practitioner_profile_confirmed=False),
    case("PRAC-1", Holds, practitioner_license=Credential(Standing.ACTIVE, TODAY)),
    case("PRAC-1", Holds, practitioner_license=Credential(Standing.ACTIVE)),
    case("PRAC-1", Fails, practitioner_license=Credential(Standing.ACTIVE, TODAY - timedelta(1))),
    case("PRAC-1", Fails, practitioner_license=Credential(Standing.SUSPENDED)),
    case("PRAC-1", Missing, practitioner_license=None),
    case("PRAC-2", Holds),
    case("PRAC-2", Fails, practitioner_controlled_substance=Credential(Standing.LAPSED)),
    case("PRAC-2", Missing, practitioner_controlled_substance=None),
    case("PRAC-3", Holds),
    case("PRAC-3", Fails, practitioner_dea=Credential(Standing.REVOKED)),
    case("PRAC-3", Missing, practitioner_dea=None),
    case("NAME-1", Holds),
    case("NAME-1", Missing, patient_last_name=None),
    case("AGE-1", Holds, patient_date_of_birth=date(2008, 11, 25)),
    case("AGE-1", Fails, patient_date_of_birth=date(2008, 11, 26)),
    case("AGE-1", Fails, on=date(2026, 2, 28), patient_date_of_birth=date(2008, 2, 29)),
    case("AGE-1", Holds, on=date(2026, 3, 1), patient_date_of_birth=date(2008, 2, 29)),
    case("AGE-1", Fails, patient_date_of_birth=date(2026, 11, 26)),
    case("AGE-1", Missing, patient_date_of_birth=None),
    case("RES-1", Holds, patient_state="ct"),
    case("RES-1", Fails, patient_state="NY"),
    case("RES-1", Missing, patient_state=None),
    case("RES-1", Missing, patient_street=""),
    case("ADDR-3", Holds, patient_zip="06103-1234"),
    case("ADDR-3", Fails, patient_zip="06390"),
    case("ADDR-3", Fails, patient_zip="06390-0001"),
    case("ADDR-3", Fails, patient_zip="10001"),
    case("ADDR-3", Fails, patient_zip="6103"),
    case("ADDR-3", Missing, patient_zip=None),
    case("MAIL-1", Holds, patient_email="Ana.Torres@Example.com"),
    case("MAIL-1", Fails, patient_email="ana at example.com"),
    case("MAIL-1", Fails, patient_email="ana@example"),
    case("MAIL-1", Missing, patient_email=None),
    case("PHN-1", Holds, patient_phone="(203) 555-0199"),
    case("PHN-1", Holds, patient_phone="+1 212 555 0100"),
    case("PHN-1", Fails, patient_phone="860-911-0123"),
    case("PHN-1", Fails, patient_phone="+44 20 7946 0958"),
    case("PHN-1", Fails, patient_phone="555-0123"),
    case("PHN-1", Missing, patient_phone=None),
    case("COND-1", Holds, findings_conditions=("Cancer",)),
    case("COND-1", Holds, on=date(2024, 6, 1), findings_conditions=("ASD",)),
    case("COND-1", Fails, on=date(2024, 5, 31), findings_conditions=("ASD",)),
    case("COND-1", Holds, on=date(2024, 5, 31), findings_conditions=("ASD", "PTSD")),
    case("COND-1", Fails, findings_conditions=("A COLD",)),
    case("COND-1", Fails, findings_conditions=("UNKNOWN_2021",)),
    case("COND-1", Missing, findings_conditions=()),
]


@pytest.mark.parametrize(("rule", "outcome", "facts"), TABLE)
def test_the_rule_decides(rule: str, outcome: type, facts: Facts) -> None:
    assert isinstance(BY_ID[rule].outcome(facts), outcome)


def test_every_rule_has_a_row_that_holds_and_one_that_does_not() -> None:
    shown = {(row.values[0], row.values[1] is Holds) for row in TABLE}
    assert shown == {(rule.id, holds) for rule in RULES for holds in (True, False)}


def test_the_lawful_case_is_not_blocked() -> None:
    assert in_force_on(TODAY).assess(LAWFUL).blocking == ()


def test_no_rule_is_in_force_before_the_act() -> None:
    assert in_force_on(date(2012, 9, 30)).rules == ()


def test_a_rulebooks_version_changes_with_the_law_and_only_then() -> None:
    assert in_force_on(date(2024, 5, 31)).version != in_force_on(date(2024, 6, 1)).version
    assert in_force_on(date(2025, 1, 1)).version == in_force_on(TODAY).version


@given(st.permutations(RULES))
def test_the_order_of_rules_does_not_matter(order: list[Rule]) -> None:
    facts = replace(LAWFUL, patient=Patient(state="NY", email="x"))
    book = in_force_on(TODAY)
    shuffled = Rulebook(book.as_of, book.version, tuple(order), book.conditions)

    assert {f.rule.id: f for f in shuffled.assess(facts).findings} == {
        f.rule.id: f for f in book.assess(facts).findings
    }


texts = (
    st.none()
    | st.sampled_from(["", "CT", "NY", "06103", "ana@example.com", "860-555-0123"])
    | st.text(max_size=20)
)


@given(
    st.builds(
        Patient,
        first_name=texts,
        last_name=texts,
        date_of_birth=st.none() | st.dates(),
        street=texts,
        city=texts,
        state=texts,
        zip=texts,
        email=texts,
        phone=texts,
    ),
    st.lists(texts.map(lambda text: text or "PTSD")).map(tuple),
    st.dates(min_value=date(2012, 10, 1), max_value=date(2040, 1, 1)),
)
def test_whatever_was_entered_every_rule_has_an_answer(
    patient: Patient, codes: tuple[str, ...], day: date
) -> None:
    assessment = in_force_on(day).assess(Facts(day, RIVERA, patient, Findings(codes)))

    assert len(assessment.findings) == len(in_force_on(day).rules)
    if not [f for f in assessment.blocking if not f.rule.id.startswith("PRAC")]:
        assert patient.state is not None
        assert patient.state.strip().upper() == "CT"


def test_the_condition_lists_have_the_published_sizes() -> None:
    """11 in 2012, 17 in March 2016, 22 in October 2016, 31 in 2018, 36 in 2019, 38 in 2020, 40 in 2021, 42 in 2024."""
    days = {"2012-10-01": 11, "2016-03-14": 17, "2016-10-01": 22, "2018-12-31": 31, "2019-12-31": 36}
    days |= {"2020-06-02": 38, "2021-12-31": 40, "2026-11-25": 42}
    assert {day: len(conditions.listed_on(date.fromisoformat(day))) for day in days} == days
    assert len({condition.code for condition in conditions.ADULT}) == 42


@pytest.mark.parametrize(
    ("signed", "until"),
    [("2012-10-01", "2013-10-01"), ("2024-02-29", "2025-02-28"), ("2023-02-28", "2024-02-28")],
)
def test_a_certification_is_valid_for_one_year(signed: str, until: str) -> None:
    assert one_year_after(date.fromisoformat(signed)) == date.fromisoformat(until)
