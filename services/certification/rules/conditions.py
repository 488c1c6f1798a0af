"""The debilitating medical conditions of adults and of minors, as data (CGS 21a-408(4), 21a-408l; DCP's lists).

Entry 40 of the adult list (2021) and entry 11 of the minors' (between June 2020 and June 2024) are not identified in
any source we have: they are shown as unknown and never match.
Where only a year is known, 1 January of the following year would refuse lawful cases and 1 January of the year
itself admits early ones; nothing before 2021 can be signed today, so the year's first day is used.
"""

from dataclasses import dataclass
from datetime import date

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
        ),
        ("PARKINSONS_DISEASE", "Parkinson's Disease"),
        ("MULTIPLE_SCLEROSIS", "Multiple Sclerosis"),
        (
            "SPINAL_CORD_NERVOUS_TISSUE_DAMAGE",
            "Damage to the Nervous Tissue of the Spinal Cord with Objective Neurological Indication of "
            "Intractable Spasticity",
        ),
        ("EPILEPSY", "Epilepsy"),
        ("CACHEXIA", "Cachexia"),
        ("WASTING_SYNDROME", "Wasting Syndrome"),
        ("CROHNS_DISEASE", "Crohn's Disease"),
        ("POST_TRAUMATIC_STRESS_DISORDER", "Post-Traumatic Stress Disorder", "PTSD"),
    ),
    *_listed(
        REGULATION_2016,
        ("SICKLE_CELL_DISEASE", "Sickle Cell Disease"),
        ("POST_LAMINECTOMY_SYNDROME", "Post Laminectomy Syndrome with Chronic Radiculopathy"),
        ("SEVERE_PSORIASIS", "Severe Psoriasis and Psoriatic Arthritis"),
        ("AMYOTROPHIC_LATERAL_SCLEROSIS", "Amyotrophic Lateral Sclerosis", "ALS"),
        ("ULCERATIVE_COLITIS", "Ulcerative Colitis"),
        ("COMPLEX_REGIONAL_PAIN_SYNDROME", "Complex Regional Pain Syndrome, Type 1 and Type II", "CRPS"),
    ),
    *_listed(
        PA_16_23,
        ("CEREBRAL_PALSY", "Cerebral Palsy"),
        ("CYSTIC_FIBROSIS", "Cystic Fibrosis"),
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
        ("SEVERE_RHEUMATOID_ARTHRITIS", "Severe Rheumatoid Arthritis"),
        ("POST_HERPETIC_NEURALGIA", "Post Herpetic Neuralgia"),
        ("HYDROCEPHALUS", "Hydrocephalus with Intractable Headache"),
        ("INTRACTABLE_HEADACHE", "Intractable Headache Syndromes"),
        ("NEUROPATHIC_FACIAL_PAIN", "Neuropathic Facial Pain"),
        ("MUSCULAR_DYSTROPHY", "Muscular Dystrophy"),
        ("OSTEOGENESIS_IMPERFECTA", "Osteogenesis Imperfecta"),
        (
            "DEGENERATIVE_SPINAL_PAIN",
            "Chronic Neuropathic Pain Associated with Degenerative Spinal Disorders",
        ),
    ),
    *_listed(
        Y2019,
        ("INTERSTITIAL_CYSTITIS", "Interstitial Cystitis"),
        ("MALS_SYNDROME", "MALS Syndrome (Median Arcuate Ligament Syndrome)", "MALS"),
        ("VULVODYNIA", "Vulvodynia and Vulvar Burning"),
        (
            "INTRACTABLE_NEUROPATHIC_PAIN",
            "Intractable Neuropathic Pain that Is Unresponsive to Standard Medical Treatments",
        ),
        ("TOURETTE_SYNDROME", "Tourette Syndrome"),
    ),
    *_listed(
        BOARD_2020,
        (
            "CHRONIC_PAIN",
            "Chronic Pain of at least 6 months duration associated with a specified underlying chronic "
            "condition refractory to other treatment intervention",
        ),
        ("EHLERS_DANLOS_SYNDROME", "Ehlers-Danlos Syndrome", "EDS"),
    ),
    *_listed(POSTED_2021, ("HUNTINGTON_DISEASE", "Movement Disorders Associated with Huntington Disease")),
    Condition("UNKNOWN_2021", "A condition added in 2021 that is not identified", POSTED_2021, known=False),
    *_listed(
        POSTED_2024,
        ("AUTISM_SPECTRUM_DISORDER", "Autism Spectrum Disorder", "ASD"),
        ("FEMALE_ORGASMIC_DISORDER", "Female Orgasmic Difficulty/Disorder", "FOD"),
    ),
)


MINOR: tuple[Condition, ...] = (
    *_listed(
        PA_16_23,
        ("CEREBRAL_PALSY", "Cerebral Palsy"),
        ("CYSTIC_FIBROSIS", "Cystic Fibrosis"),
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
        ("OSTEOGENESIS_IMPERFECTA", "Osteogenesis Imperfecta"),
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
        ),
    ),
    Condition(
        "UNKNOWN_MINOR", "A condition added by June 2024 that is not identified", POSTED_2024, known=False
    ),
)


class Finder:
    """Finds the entry of a list by code, published name or alias."""

    def __init__(self, entries: tuple[Condition, ...]) -> None:
        self.entries = entries
        self._by_name = {
            name.casefold(): entry
            for entry in entries
            if entry.known
            for name in (entry.code, entry.name, *entry.aliases)
        }

    def find(self, text: str) -> Condition | None:
        return self._by_name.get(text.strip().casefold())


_ALL = Finder((*MINOR, *ADULT))  # of a code on both lists the adult's name is shown


def find(text: str) -> Condition | None:
    """The condition of either list that is meant by a code, a published name or an alias, whatever the day."""
    return _ALL.find(text)
