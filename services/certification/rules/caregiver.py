"""Who may be a caregiver, and of whom."""

from services.certification.domain.calendar import age_on
from services.certification.domain.people import ADULT_AGE, Attestation, Relationship
from services.certification.rules.facts import Facts
from services.certification.rules.minor import GUARDIANS
from services.certification.rules.model import (
    HOLDS,
    NOT_APPLICABLE,
    Fails,
    Missing,
    Outcome,
    Rule,
    Severity,
    Source,
    rule,
)
from services.certification.rules.subjects import (
    ACT,
    OLDEST,
    adults_with_caregiver,
    attested,
    has_letters,
    minors,
    with_caregiver,
)

# The statute says of caregiver and patient that they "have" the relationship, and not whose parent who is.
FAMILY = GUARDIANS | {Relationship.CHILD, Relationship.CONSERVATOR, Relationship.SIBLING}


@rule(
    id="CARE-1",
    title="The caregiver agreed to manage the patient's well-being",
    citation="DCP guide for physicians, step 4; CGS 21a-408",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=("caregiver.undertakes_management",),
)
def manages_well_being(facts: Facts) -> Outcome:
    """With respect to the palliative use."""
    if facts.caregiver is not None and facts.caregiver.undertakes_management:
        return HOLDS
    return Fails(
        "The caregiver must agree to manage the patient's well-being. Designate one who does.",
        ("caregiver", "undertakes_management"),
    )


@rule(
    id="CARE-2",
    title="The caregiver is eighteen or older",
    citation="DCP guide for physicians, step 4; CGS 21a-408",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=("caregiver.date_of_birth",),
)
def caregiver_of_age(facts: Facts) -> Outcome:
    """On the day of signing."""
    age = None if facts.caregiver is None else age_on(facts.signed_on, facts.caregiver.date_of_birth)
    if age is not None and age > OLDEST:
        return Fails("Nobody is that old. Correct the date of birth.", ("caregiver", "date_of_birth"))
    if age is not None and age >= ADULT_AGE:
        return HOLDS
    return Fails(
        "A caregiver must be at least eighteen. Designate somebody else.", ("caregiver", "date_of_birth")
    )


@rule(
    id="CARE-4",
    title="The caregiver is responsible for one patient, or is family or guardian of each",
    citation="DCP guide for physicians, step 4; CGS 21a-408b(a)",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=(
        *("caregiver.first_name", "caregiver.last_name", "caregiver.date_of_birth"),
        "caregiver.relationship",
    ),
)
def one_patient_or_family(facts: Facts) -> Outcome:
    """A parental (parent or child), guardianship (or custody), conservatorship or sibling relationship with each."""
    caregiver = facts.caregiver
    if caregiver is None or caregiver.other_relationships is None:  # not so once the person can be recognised
        return Missing((("caregiver",),))
    if not caregiver.other_relationships:
        return HOLDS
    if caregiver.relationship in FAMILY and FAMILY.issuperset(caregiver.other_relationships):
        return HOLDS
    return Fails(
        "This person is already responsible for another patient. Designate somebody else.", ("caregiver",)
    )


@rule(
    id="CARE-5",
    title="The caregiver of an adult without legal capacity is parent, guardian or legal custodian",
    citation="DCP guide for physicians, step 4; CGS 21a-408",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=adults_with_caregiver,
    needs=("patient.lacks_legal_capacity", "caregiver.relationship"),
)
def guardian_of_the_incapable(facts: Facts) -> Outcome:
    """Whether the patient has legal capacity is the practitioner's finding."""
    if not facts.patient.lacks_legal_capacity:
        return NOT_APPLICABLE
    if facts.caregiver is not None and facts.caregiver.relationship in GUARDIANS:
        return HOLDS
    return Fails(
        "Without legal capacity the caregiver must be a parent, guardian or legal custodian. Designate one of them.",
        ("caregiver", "relationship"),
    )


@rule(
    id="CARE-7",
    title="The need for a caregiver is documented",
    citation="DCP guide for physicians, step 4; CGS 21a-408; RCSA 21a-408-7(b)",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=adults_with_caregiver,
    needs=("findings.caregiver_needed", "findings.caregiver_need"),
)
def need_documented(facts: Facts) -> Outcome:
    """Optional for adults, and only where the practitioner finds it needed; a minor always has one."""
    if facts.findings.caregiver_needed:
        return HOLDS
    return Fails(
        "Say that and why a caregiver is needed, or remove the caregiver.", ("findings", "caregiver_needed")
    )


@rule(
    id="CARE-7B",
    title="A needed caregiver is designated",
    citation="RCSA 21a-408-7(a)(8)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.WARNS,
    applies=lambda facts: facts.findings.caregiver_needed is True,
)
def needed_caregiver_named(facts: Facts) -> Outcome:
    """A patient who needs one can be denied registration while none is named."""
    if facts.caregiver is not None:
        return HOLDS
    return Fails("A caregiver is needed and none is designated yet.", ("caregiver",))


never_convicted = attested(
    id="CARE-8",
    title="The caregiver was never convicted of illegal manufacture, sale or distribution",
    citation="CGS 21a-408b(a)(2); RCSA 21a-408-6(b)(2)",
    applies=with_caregiver,
    only_if={"ask_beyond_guide": True},
    attestation=Attestation.CAREGIVER_NEVER_CONVICTED,
    what="the caregiver declared never to have been convicted so, and consents to a background check.",
)


patient_chose = attested(
    id="CARE-10",
    title="The adult patient chose the caregiver",
    citation="DCP, Primary Caregiver FAQs",
    applies=adults_with_caregiver,
    only_if={"ask_whether_patient_chose_caregiver": True},
    attestation=Attestation.PATIENT_CHOSE_CAREGIVER,
    what="the patient chose this person.",
)


@rule(
    id="CARE-13",
    title="A valid e-mail address of the caregiver is given",
    citation="CGS 21a-408d(a); DCP, Primary Caregivers",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=("caregiver.email",),
)
def caregiver_reached(facts: Facts) -> Outcome:
    """The caregiver registers too, with an account of that address; a minor's temporary one is the guardian's."""
    if minors(facts) and facts.temporary_email:
        return HOLDS
    if facts.caregiver is not None and facts.valid_email(facts.caregiver.email):
        return HOLDS
    return Fails("This is no valid e-mail address. Ask the caregiver to spell it.", ("caregiver", "email"))


@rule(
    id="CARE-15",
    title="The caregiver's name is given",
    citation="CGS 21a-408d(a)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=("caregiver.first_name", "caregiver.last_name"),
)
def caregivers_name_given(facts: Facts) -> Outcome:
    """Who registers gives information sufficient to establish their identity, the caregiver too."""
    for field in ("first_name", "last_name"):
        if not has_letters(getattr(facts.caregiver, field)):
            return Fails("A name has letters. Correct it.", ("caregiver", field))
    return HOLDS


@rule(
    id="CARE-14",
    title="The caregiver is known by one name",
    citation="CGS 21a-408b(a); RCSA 21a-408-7",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    applies=with_caregiver,
)
def known_by_one_name(facts: Facts) -> Outcome:
    """Two persons with one e-mail address may be one, who would be responsible for more patients than is told."""
    if facts.caregiver is not None and facts.caregiver.known_by_other_name:
        return Fails(
            "A caregiver of another name has this e-mail address: a reviewer decides.",
            ("caregiver", "email"),
        )
    return HOLDS


RULES: tuple[Rule, ...] = (
    manages_well_being,
    caregiver_of_age,
    one_patient_or_family,
    guardian_of_the_incapable,
    need_documented,
    needed_caregiver_named,
    never_convicted,
    patient_chose,
    caregiver_reached,
    caregivers_name_given,
    known_by_one_name,
)
