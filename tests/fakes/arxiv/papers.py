"""The papers of the local arXiv: one e-print as an announcement brings it, and text to fill it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Appearance = Literal["new", "cross", "replace"]

NONEXCLUSIVE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
WITHDRAWN = "This paper has been withdrawn by the authors due to an error in Section 3"

FAMILIES = (
    "diffusion transformers", "Gaussian splatting", "graph neural networks", "state space models",
    "vision-language models", "sparse autoencoders", "neural operators", "flow matching",
    "mixture-of-experts models", "retrieval-augmented generation", "contrastive learning",
)  # fmt: skip
TASKS = (
    "medical image segmentation", "long-horizon planning", "protein design", "code generation",
    "speech enhancement", "traffic forecasting", "open-vocabulary detection", "theorem proving",
    "weather prediction", "dexterous grasping", "anomaly detection", "point cloud registration",
)  # fmt: skip
TROUBLES = (
    "suffers from distribution shift", "remains expensive at inference time",
    "ignores the geometry of the data", "breaks down with few labels",
    "is hard to verify in practice", "depends on careful tuning",
)  # fmt: skip
MEANS = (
    "aligns features across scales", "reuses intermediate states between steps",
    "learns a calibrated uncertainty for each token", "replaces attention by a linear recurrence",
    "distils a large teacher into a small student", "searches over programs instead of weights",
)  # fmt: skip
SYLLABLES = ("ka", "li", "do", "ven", "tor", "mi", "ras", "qu", "el", "zan", "fo", "ti")
FORENAMES = ("Serge", "Tamar", "Mei-Ling", "Jakob", "Aurora", "Hanna-Riikka", "Wei", "Claudia V.")
KEYNAMES = (
    "Kernbach", "Gozlan", "Zhang", r"G\"unther", r"Ram\'irez", "van der Berg", r"M{\o}ller",
    r"\'Swierczewski",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FakePaper:
    """
    One e-print as one day's announcement brings it; what is left out is made from its id.

    *categories* hold the primary first. A `cross` is announced in *newly_cross_to* only (left out:
    in all but the primary). An author is a name in TeX, an affiliation follows in parentheses.
    *submitted* is the moment of version 1 (left out: just before the month of the id), *updated*
    that of *version* (left out: a day for each since). *datestamp* is the day that OAI-PMH dates
    the record with, where it is not the day of the announcement.
    """

    id: str
    primary: str = "cs.CV"
    categories: tuple[str, ...] = ()
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    type: Appearance = "new"
    newly_cross_to: tuple[str, ...] = ()
    version: int = 0
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    licence: str = NONEXCLUSIVE
    withdrawn: bool = False
    submitted: datetime | None = None
    updated: datetime | None = None
    datestamp: date | None = None

    def __post_init__(self) -> None:
        """Fill what was left out."""
        categories = self.categories or (self.primary,)
        version = self.version or (2 if self.type == "replace" or self.withdrawn else 1)
        submitted = self.submitted or _submitted(self.id)
        filled: dict[str, object] = {
            "primary": categories[0],
            "categories": categories,
            "title": self.title or _title(self.id),
            "abstract": self.abstract or _abstract(self.id),
            "authors": self.authors or _authors(self.id),
            "version": version,
            "comment": self.comment or (WITHDRAWN if self.withdrawn else None),
            "submitted": submitted,
            "updated": self.updated or submitted + timedelta(days=version - 1),
        }
        for name, value in filled.items():
            object.__setattr__(self, name, value)

    @property
    def announced_in(self) -> tuple[str, ...]:
        """The categories whose batch carries the paper."""
        if self.type != "cross":
            return self.categories
        return self.newly_cross_to or self.categories[1:]

    def revised(self, version: int) -> FakePaper:
        """The same paper, announced again as *version*; a day lies between two versions."""
        moment = self.moment(1) + timedelta(days=version - 1)
        return replace(self, type="replace", version=version, updated=moment)

    def moment(self, version: int) -> datetime:
        """When *version* was submitted; those between first and newest are spread evenly."""
        if self.submitted is None or self.updated is None or self.version == 1:
            return self.submitted or _submitted(self.id)
        share = (version - 1) / (self.version - 1)
        return self.submitted + (self.updated - self.submitted) * share


def papers(
    count: int,
    *,
    category: str = "cs.CV",
    day: date,
    start: int = 1,
    also: Sequence[str] = (),
    appears: Appearance = "new",
) -> tuple[FakePaper, ...]:
    """*count* papers of *category*, submitted two days before *day*, numbered from *start* on."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=2)
    return tuple(
        FakePaper(
            id=f"{day:%y%m}.{number:05d}",
            categories=(category, *also),
            type=appears,
            submitted=noon + timedelta(seconds=number),
        )
        for number in range(start, start + count)
    )


def _submitted(paper_id: str) -> datetime:
    found = re.search(r"(\d\d)(0[1-9]|1[0-2])[.\d]", paper_id)
    year, month = (int(found[1]), int(found[2])) if found else (26, 1)
    first = datetime((1900 if year > 90 else 2000) + year, month, 1, 9, 30, 15, tzinfo=UTC)
    return first - timedelta(days=1 + _pick(paper_id, "day", 4))


def _pick(paper_id: str, what: str, many: int) -> int:
    """A number below *many* that is always the same for this paper."""
    return int.from_bytes(hashlib.sha256(f"{paper_id} {what}".encode()).digest()[:6]) % many


def _one(paper_id: str, what: str, choice: Sequence[str]) -> str:
    return choice[_pick(paper_id, what, len(choice))]


def _name(paper_id: str) -> str:
    """What the authors call their method; the number in it keeps papers apart."""
    spoken = "".join(_one(paper_id, f"syllable {place}", SYLLABLES) for place in range(3))
    return f"{spoken.capitalize()}-{int(re.sub('[^0-9]', '', paper_id) or 0) % 100_000}"


def _title(paper_id: str) -> str:
    family, task = _one(paper_id, "family", FAMILIES), _one(paper_id, "task", TASKS)
    return f"{_name(paper_id)}: {family[0].upper()}{family[1:]} for {task.title()}"


def _abstract(paper_id: str) -> str:
    family, task = _one(paper_id, "family", FAMILIES), _one(paper_id, "task", TASKS)
    gain, sets = 1 + _pick(paper_id, "gain", 190) / 10, 2 + _pick(paper_id, "sets", 9)
    return (
        f"Recent progress in {task} relies on {family}. "
        f"However, existing work {_one(paper_id, 'trouble', TROUBLES)}. "
        f"We propose {_name(paper_id)}, a method that {_one(paper_id, 'means', MEANS)} "
        f"with a cost of $O(n \\log n)$. "
        f"Experiments on {sets} benchmarks show that it improves accuracy by {gain:.1f}\\% "
        f"over the strongest baseline. "
        f"Our findings suggest that {task} benefits from structure rather than from scale."
    )


def _authors(paper_id: str) -> tuple[str, ...]:
    many = 1 + _pick(paper_id, "authors", 5)
    forenames = (_one(paper_id, f"forename {place}", FORENAMES) for place in range(many))
    keys = (_one(paper_id, f"key name {place}", KEYNAMES) for place in range(many))
    return tuple(
        dict.fromkeys(f"{first} {key}" for first, key in zip(forenames, keys, strict=True))
    )
