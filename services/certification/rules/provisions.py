"""Every provision of statute, regulation and guide that concerns a certification, and what answers it here.

The ids are those by which the law was collected before the rules were written; a rule of ours that answers one alone
has its id. `rules` are the rules that decide it; where none does, `otherwise` says who or what does, or why nobody.
"""

from dataclasses import dataclass

SIGNED = "the form: "  # built into what a certification is
AFTER = "after the signature: "
STATE = "the department's: "
NOTHING = "nothing to decide: "


@dataclass(frozen=True, slots=True)
class Provision:
    id: str
    subject: str
    rules: tuple[str, ...] = ()
    otherwise: str = ""


def _decided(id: str, subject: str, *rules: str) -> Provision:
    return Provision(id, subject, rules or (id,))


def _otherwise(id: str, subject: str, why: str) -> Provision:
    return Provision(id, subject, otherwise=why)


STATUTE = (
    _decided("RES-1", "resident of Connecticut"),
    _decided("RES-2", "no inmate"),
    _decided("AGE-1", "adults"),
    _decided("AGE-2", "minors are certified as minors", "AGE-2", "WHO-3", "MIN-1", "MIN-7"),
    _decided("AGE-3", "emancipated minors", "AGE-3", "MIN-6"),
    _decided("WHO-1", "professions that certify"),
    _decided("WHO-2", "glaucoma", "WHO-2", "WHO-2B"),
    _decided("WHO-3", "a minor's certifier is a physician"),
    _decided("WHO-4", "nobody certifies themselves", "WHO-4", "WHO-4B", "NAME-2"),
    _decided("WHO-5", "no financial interest"),
    _decided("CERT-1", "the signed statement", "REL-2", "REL-4"),
    _decided("CERT-2", "one year"),
    _decided("CERT-3", "drugs prescribed, or not in the patient's interest", "REL-3"),
    _decided("CERT-4", "conditions of protection", "REL-0", "REL-1", "REL-2", "REL-4", "REL-5", "WHO-5"),
    _otherwise("CERT-5", "what is left is destroyed", AFTER + "the patient's duty once it has expired"),
    _otherwise("REG-1", "registration before use", AFTER + "the registration follows the certification"),
    _otherwise(
        "REG-2", "both register, until it ends", AFTER + "the registration closes with the certification"
    ),
    _decided(
        "REG-3", "information that establishes identity", "NAME-1", "AGE-1", "RES-1", "CARE-15", "CARE-2"
    ),
    _otherwise("REG-4", "fee", NOTHING + "none since 1 July 2023 (C-7)"),
    _otherwise(
        "CHG-1", "changes within five business days", AFTER + "the person's duty, affirmed; reportChange"
    ),
    _otherwise("CARE-6", "one caregiver at a time", SIGNED + "it has one; designating a second is refused"),
    _otherwise("POS-1", "limit of possession", NOTHING + "a certification names no amount"),
    _otherwise(
        "CONF-1", "confidentiality", AFTER + "who may read what is decided at every request, and recorded"
    ),
    _otherwise("DISP-1", "one dispensary", NOTHING + "asked from 2016 to 2021, by the registration"),
    _otherwise(
        "TEMP-1", "temporary certifications by dispensaries", NOTHING + "not part of this system (C-6)"
    ),
)
CAREGIVERS = (
    _decided("CARE-1", "manages the patient's well-being"),
    _decided("CARE-2", "eighteen or older"),
    _decided("CARE-3", "not the patient's physician", "CARE-3", "CARE-3C"),
    _decided("CARE-3B", "not the patient"),
    _decided("CARE-4", "one patient, or family of each", "CARE-4", "CARE-14"),
    _decided("CARE-5", "adults without legal capacity"),
    _decided("CARE-7", "only where needed", "CARE-7", "CARE-7B"),
    _decided("CARE-8", "never convicted"),
    _otherwise(
        "CARE-9", "serves a registered patient", AFTER + "caregiver and patient are registered together"
    ),
    _decided("CARE-10", "the patient chooses"),
    _decided("CARE-11", "a minor's guardian is the caregiver", "MIN-7"),
    _otherwise(
        "CARE-12", "ends with the certification", AFTER + "the responsibility ends with the registration"
    ),
)
MINORS = (
    _decided("MIN-1", "two physicians", "MIN-1", "MIN-1A", "MIN-1B", "MIN-1C", "MIN-1D", "MIN-1E"),
    _decided(
        "MIN-2", "the second physician's letter, or own signature", "MIN-1", "MIN-2", "MIN-2A", "MIN-2B"
    ),
    _decided("MIN-3", "care provider", "MIN-1A", "MIN-1B"),
    _decided("MIN-4", "the guardian's consent and undertaking", "MIN-4", "MIN-4B"),
    _decided("MIN-5", "dosage forms", "MIN-5", "MIN-5B"),
    _decided("MIN-6", "the minors' list", "MIN-6", "MIN-10"),
    _decided("MIN-7", "a caregiver is mandatory"),
    _decided("MIN-8", "reached through the guardian", "MIN-8", "MIN-8B"),
    _otherwise("MIN-9", "a certification that one was issued", NOTHING + "the text at hand is cut"),
)
RELATIONSHIP = (
    _decided("REL-1", "assessment", "REL-0", "REL-1"),
    _decided("REL-2", "diagnosis"),
    _decided("REL-3", "drugs"),
    _decided("REL-4", "benefits and risks"),
    _decided("REL-5", "explained"),
    _decided("REL-6", "follow-up"),
)
CONDITIONS = (
    _decided("COND-1", "a listed condition", "COND-1", "COND-4", "MIN-6"),
    _decided("COND-2", "chronic pain"),
    _decided("COND-3", "abbreviations", "COND-1", "MIN-6"),
)
PRACTITIONERS = (
    _decided("PRAC-1", "licence", "PRAC-1", "PROF-1"),
    _decided("PRAC-2", "controlled-substance registration", "PRAC-2", "PRAC-3B"),
    _decided("PRAC-3", "DEA registration, for Connecticut", "PRAC-3", "PRAC-3B", "PRAC-3C"),
    _decided("PRAC-4", "prescription monitoring", "PRAC-4", "EXAM-5"),
    _decided("PRAC-5", "no prohibited conduct"),
    _decided("PRAC-6", "practises in Connecticut"),
    _decided("PRAC-7", "how long the controlled-substance registration lasts"),
    _decided("EXAM-1", "examination, in person", "EXAM-1", "EXAM-2", "EXAM-3", "EXAM-4"),
    _decided("EXAM-2", "telehealth", "EXAM-2", "EXAM-3"),
    _decided("FOLLOW-1", "follow-up", "REL-6"),
    _decided("PROH-1", "the prohibitions one by one", "PRAC-5"),
    _otherwise("RECS-1", "records", AFTER + "certifications and their audit trail stay"),
)
APPLICATIONS = (
    _otherwise(
        "APP-1", "the patient's documents", STATE + "identity and residence are affirmed here, proved there"
    ),
    _otherwise("APP-2", "the caregiver's documents", STATE + "identity is affirmed here, proved there"),
    _decided("APP-3", "consent to checks", "RES-2", "CARE-8"),
    _otherwise("APP-4", "how old documents may be", STATE + "no documents are taken here"),
    _otherwise("APP-5", "statements one by one", AFTER + "completeRegistration asks for each of them"),
    _otherwise(
        "DENY-P1", "the application fails the Act", STATE + "what can be known before, these rules decide"
    ),
    _otherwise("DENY-P2", "incomplete", AFTER + "a registration is complete or it waits"),
    _decided("DENY-P3", "no proof of identity, residence, age", "NAME-1", "RES-1", "ADDR-3", "AGE-1"),
    _otherwise("DENY-P4", "false information", STATE + "revocation, by a reviewer, is open here"),
    _decided("DENY-P5", "denied, suspended or revoked within six months", "CERT-7"),
    _otherwise("DENY-P6", "fees", NOTHING + "none since 1 July 2023 (C-7)"),
    _decided("DENY-P7", "the certifier may not certify", "WHO-1", "PRAC-1", "PRAC-2", "PRAC-3"),
    _decided("DENY-P8", "no caregiver named where one is needed", "MIN-7", "CARE-7B"),
    _decided("DENY-C1", "the caregiver fails the Act", "CARE-2", "CARE-3", "CARE-4", "CARE-5", "CARE-7"),
    _decided("DENY-C2", "conviction", "CARE-8"),
    _otherwise("DENY-C3", "incomplete", AFTER + "a registration is complete or it waits"),
    _decided("DENY-C4", "no proof of identity or age", "CARE-15", "CARE-2"),
    _otherwise("DENY-C5", "fees", NOTHING + "none since 1 July 2023 (C-7)"),
    *(
        _otherwise(f"REV-{number}", subject, why)
        for number, (subject, why) in enumerate(
            (
                ("becomes an inmate", STATE + "revocation, by a reviewer"),
                ("the certifier withdraws", AFTER + "30 days for another certification, then it closes"),
                ("false information", STATE + "revocation, by a reviewer"),
                ("no longer a resident", STATE + "revocation, by a reviewer"),
                ("more than a month's supply", STATE + "not known here"),
                ("gives or sells", STATE + "not known here"),
                ("use in a forbidden place", STATE + "not known here"),
                ("endangers others", STATE + "not known here"),
                ("lets another use the certificate", STATE + "not known here"),
                ("tampering", STATE + "not known here"),
            ),
            start=1,
        )
    ),
)
DEADLINES = (
    _decided("DL-1", "validity of a year", "CERT-2"),
    _otherwise("DL-2", "end of the registration", AFTER + "the registration closes with the certification"),
    _decided("DL-3", "renewal in the last 30 days", "CERT-6"),
    _otherwise("DL-4", "notice of changes", AFTER + "as CHG-1"),
    _otherwise("DL-5", "destruction", AFTER + "as CERT-5"),
    _otherwise(
        "DL-6", "another certifier after a withdrawal", AFTER + "30 days, then the registration closes"
    ),
    _decided("DL-7", "six months after a revocation", "CERT-7"),
    _otherwise("DL-8", "time to register", NOTHING + "no text sets one; the patient is reminded"),
    _decided("DL-9", "time from examination to signature", "EXAM-4", "EXAM-5"),
    _otherwise("DL-10", "the department's time", STATE + "not this system's"),
    _otherwise("DL-11", "leap days", SIGNED + "what is signed on 29 February ends on 28 February"),
)
PLACES = (
    _decided("ADDR-1", "state", "RES-1"),
    _decided("ADDR-2", "ZIP codes; Fishers Island", "ADDR-3"),
    _decided("ADDR-3", "form of ZIP codes"),
    _decided("ADDR-4", "towns"),
    _decided("ADDR-5", "post office boxes"),
    _decided("PHN-1", "North American numbers"),
    _decided("PHN-2", "area codes of other states", "PHN-1"),
    _otherwise("PHN-3", "fictional numbers", NOTHING + "they have the form of a number, and serve in tests"),
)
GUIDE = (
    _decided("step 2", "the profile is reviewed", "PROF-1"),
    _decided("step 3, e-mail", "the patient's address, or a temporary one", "MAIL-1", "MAIL-2"),
    _decided("step 4, e-mail", "the caregiver's address", "CARE-13"),
)
CHAPTERS = (
    ("Statute (CGS 21a-408 to 21a-408d)", STATUTE),
    ("Caregivers (CGS 21a-408b; RCSA 21a-408-6, -7)", CAREGIVERS),
    ("Minors (PA 16-23)", MINORS),
    ("Bona fide relationship (RCSA 21a-408-2(b))", RELATIONSHIP),
    ("Conditions (CGS 21a-408(4), 21a-408l)", CONDITIONS),
    ("Practitioners (RCSA 21a-408-2)", PRACTITIONERS),
    ("Application, denial, revocation (RCSA 21a-408-6 to -8)", APPLICATIONS),
    ("Deadlines", DEADLINES),
    ("Places and phones", PLACES),
    ("The guide's own", GUIDE),
)
