"""The debilitating medical conditions of adults and of minors, as data (CGS 21a-408(4), 21a-408l; DCP's lists).

Entry 40 of the adult list (2021) and entry 11 of the minors' (between June 2020 and June 2024) are not identified in
any source we have: they are shown as unknown and never match.
Where only a year is known, 1 January of the following year would refuse lawful cases and 1 January of the year
itself admits early ones; nothing before 2021 can be signed today, so the year's first day is used.
"""

from dataclasses import dataclass
from datetime import date

from services.certification.rules.spelling import one_spelling

ACT = date(2012, 10, 1)
REGULATION_2016 = date(2016, 3, 14)
PA_16_23 = date(2016, 10, 1)
Y2018, Y2019, BOARD_2020 = date(2018, 1, 1), date(2019, 10, 22), date(2020, 6, 2)
POSTED_2021, POSTED_2024 = date(2021, 10, 20), date(2024, 6, 1)


@dataclass(frozen=True, slots=True)
class Condition:
    """A listed condition: its code in our schema, the name DCP publishes, and since when it counts."""

    code: str
    name: str
    since: date
    aliases: tuple[str, ...] = ()
    known: bool = True


def _listed(since: date, *entries: tuple[str, ...]) -> tuple[Condition, ...]:
    return tuple(Condition(code, name, since, tuple(aliases)) for code, name, *aliases in entries)


ADULT: tuple[Condition, ...] = (
    *_listed(
        ACT,
        ("CANCER", "Cancer"),
        ("GLAUCOMA", "Glaucoma"),
        (
            "HIV_AIDS",
            "Positive Status for Human Immunodeficiency Virus or Acquired Immune Deficiency Syndrome",
            "HIV/AIDS",
            "HIV",
            "AIDS",
            "HIV Positive",
        ),
        ("PARKINSONS_DISEASE", "Parkinson's Disease", "Parkinson Disease", "Parkinson's"),
        ("MULTIPLE_SCLEROSIS", "Multiple Sclerosis", "MS"),
        (
            "SPINAL_CORD_NERVOUS_TISSUE_DAMAGE",
            "Damage to the Nervous Tissue of the Spinal Cord with Objective Neurological Indication of "
            "Intractable Spasticity",
        ),
        ("EPILEPSY", "Epilepsy"),
        ("CACHEXIA", "Cachexia"),
        ("WASTING_SYNDROME", "Wasting Syndrome"),
        ("CROHNS_DISEASE", "Crohn's Disease", "Crohn Disease", "Crohn's"),
        ("POST_TRAUMATIC_STRESS_DISORDER", "Post-Traumatic Stress Disorder", "PTSD"),
    ),
    *_listed(
        REGULATION_2016,
        ("SICKLE_CELL_DISEASE", "Sickle Cell Disease", "SCD"),
        ("POST_LAMINECTOMY_SYNDROME", "Post Laminectomy Syndrome with Chronic Radiculopathy"),
        ("SEVERE_PSORIASIS", "Severe Psoriasis and Psoriatic Arthritis"),
        ("AMYOTROPHIC_LATERAL_SCLEROSIS", "Amyotrophic Lateral Sclerosis", "ALS", "Lou Gehrig's Disease"),
        ("ULCERATIVE_COLITIS", "Ulcerative Colitis", "UC"),
        ("COMPLEX_REGIONAL_PAIN_SYNDROME", "Complex Regional Pain Syndrome, Type 1 and Type II", "CRPS"),
    ),
    *_listed(
        PA_16_23,
        ("CEREBRAL_PALSY", "Cerebral Palsy"),
        ("CYSTIC_FIBROSIS", "Cystic Fibrosis", "CF"),
        (
            "IRREVERSIBLE_SPINAL_CORD_INJURY",
            "Irreversible Spinal Cord Injury with Objective Neurological Indication of Intractable Spasticity",
        ),
        ("TERMINAL_ILLNESS", "Terminal Illness Requiring End-of-Life Care"),
        ("UNCONTROLLED_SEIZURE_DISORDER", "Uncontrolled Intractable Seizure Disorder"),
    ),
    *_listed(
        Y2018,
        ("FIBROMYALGIA_SPASTICITY", "Spasticity or Neuropathic Pain Associated with Fibromyalgia"),
        ("SEVERE_RHEUMATOID_ARTHRITIS", "Severe Rheumatoid Arthritis", "Severe RA"),
        ("POST_HERPETIC_NEURALGIA", "Post Herpetic Neuralgia", "Postherpetic Neuralgia", "PHN"),
        ("HYDROCEPHALUS", "Hydrocephalus with Intractable Headache"),
        ("INTRACTABLE_HEADACHE", "Intractable Headache Syndromes"),
        ("NEUROPATHIC_FACIAL_PAIN", "Neuropathic Facial Pain"),
        ("MUSCULAR_DYSTROPHY", "Muscular Dystrophy"),
        ("OSTEOGENESIS_IMPERFECTA", "Osteogenesis Imperfecta", "OI"),
        (
            "DEGENERATIVE_SPINAL_PAIN",
            "Chronic Neuropathic Pain Associated with Degenerative Spinal Disorders",
        ),
    ),
    *_listed(
        Y2019,
        ("INTERSTITIAL_CYSTITIS", "Interstitial Cystitis", "IC"),
        (
            "MALS_SYNDROME",
            "MALS Syndrome (Median Arcuate Ligament Syndrome)",
            "MALS",
            "MALS Syndrome",
            "Median Arcuate Ligament Syndrome",
        ),
        ("VULVODYNIA", "Vulvodynia and Vulvar Burning"),
        (
            "INTRACTABLE_NEUROPATHIC_PAIN",
            "Intractable Neuropathic Pain that Is Unresponsive to Standard Medical Treatments",
        ),
        ("TOURETTE_SYNDROME", "Tourette Syndrome", "Tourette's Syndrome", "Tourette's"),
    ),
    *_listed(
        BOARD_2020,
        (
            "CHRONIC_PAIN",
            "Chronic Pain of at least 6 months duration associated with a specified underlying chronic "
            "condition refractory to other treatment intervention",
        ),
        ("EHLERS_DANLOS_SYNDROME", "Ehlers-Danlos Syndrome", "EDS", "Ehlers-Danlos"),
    ),
    *_listed(
        POSTED_2021,
        (
            "HUNTINGTON_DISEASE",
            "Movement Disorders Associated with Huntington Disease",
            "Movement Disorders Associated with Huntington's Disease",
        ),
    ),
    Condition("UNKNOWN_2021", "A condition added in 2021 that is not identified", POSTED_2021, known=False),
    *_listed(
        POSTED_2024,
        ("AUTISM_SPECTRUM_DISORDER", "Autism Spectrum Disorder", "ASD", "Autism"),
        (
            "FEMALE_ORGASMIC_DISORDER",
            "Female Orgasmic Difficulty/Disorder",
            "FOD",
            "Female Orgasmic Disorder",
            "Female Orgasmic Difficulty",
        ),
    ),
)


MINOR: tuple[Condition, ...] = (
    *_listed(
        PA_16_23,
        ("CEREBRAL_PALSY", "Cerebral Palsy"),
        ("CYSTIC_FIBROSIS", "Cystic Fibrosis", "CF"),
        (
            "IRREVERSIBLE_SPINAL_CORD_INJURY",
            "Irreversible Spinal Cord Injury with Objective Neurological Indication of Intractable Spasticity",
        ),
        ("SEVERE_EPILEPSY", "Severe Epilepsy"),
        ("TERMINAL_ILLNESS", "Terminal Illness Requiring End-of-Life Care"),
        ("UNCONTROLLED_SEIZURE_DISORDER", "Uncontrolled Intractable Seizure Disorder"),
    ),
    *_listed(
        Y2018,
        ("MUSCULAR_DYSTROPHY", "Muscular Dystrophy"),
        ("OSTEOGENESIS_IMPERFECTA", "Osteogenesis Imperfecta", "OI"),
    ),
    *_listed(
        Y2019,
        (
            "INTRACTABLE_NEUROPATHIC_PAIN",
            "Intractable Neuropathic Pain that Is Unresponsive to Standard Medical Treatments",
        ),
        (
            "TOURETTE_SYNDROME",
            "Tourette Syndrome for patients who have failed standard medical treatment",
            "Tourette Syndrome",
            "Tourette's Syndrome",
            "Tourette's",
        ),
    ),
    Condition(
        "UNKNOWN_MINOR", "A condition added by June 2024 that is not identified", POSTED_2024, known=False
    ),
)


class Finder:
    """Finds the entry of a list by its code or, however they are spelled, by its published name or an alias.

    `meanings` finds what a text means where this list does not say it: a list from a file may name codes alone.
    """

    def __init__(self, entries: tuple[Condition, ...], meanings: "Finder | None" = None) -> None:
        known = [entry for entry in entries if entry.known]
        self.entries = entries
        self._meanings = meanings
        self._found: dict[str, Condition] = {
            **{one_spelling(name): entry for entry in known for name in (entry.name, *entry.aliases)},
            **{entry.code: entry for entry in known},
        }

    def find(self, text: str) -> Condition | None:
        """Codes, which findings hold, are found as they stand: only what people type is normalised."""
        found = self._found.get(text) or self._found.get(one_spelling(text))
        if found is None and self._meanings is not None:
            meant = self._meanings.find(text)
            found = meant and self._found.get(meant.code)
        return found


_ALL = Finder((*MINOR, *ADULT))  # of a code on both lists the adult's name is shown


def find(text: str) -> Condition | None:
    """The condition of either list that is meant by a code, a published name or an alias, whatever the day."""
    return _ALL.find(text)


def canonical(text: str) -> str:
    """The code of what is meant; a text that means nothing stays as it is."""
    meant = find(text)
    return text if meant is None else meant.code


def on_list(entries: tuple[Condition, ...]) -> Finder:
    """Finds entries of one list, also by every name that any list of ours has for their codes."""
    return Finder(entries, _ALL)
