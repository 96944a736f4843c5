"""Count in how many abstracts words are: `python -m training.rarity DATA`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from adapters.summaries.extractive.kin import stems
from training.packing import put
from training.reading import LICENCE, ORIGIN, rows

FEW = 10  # abstracts; stems that fewer have are all alike, and not kept


def counted(abstracts: list[str]) -> dict[str, Any]:
    """The section `rarity`: in how many *abstracts* each stem is that more than a few have."""
    having = Counter(stem for abstract in abstracts for stem in set(stems(abstract)))
    kept = sorted(stem for stem, count in having.items() if count > FEW)
    return {
        "stems": "\n".join(kept),
        "counts": [having[stem] for stem in kept],
        "abstracts": len(abstracts),
        "few": FEW,
    }


def main() -> None:
    """Count, and write the counts into the file of weights."""
    train = rows(Path(sys.argv[1]), "scitldr_a_train.jsonl")
    made = counted([" ".join(row["sentences"]) for row in train])
    about = {
        "counted": f"SciTLDR-A, train split ({len(train)} abstracts)",
        "origin": ORIGIN["scitldr"],
        "licence": LICENCE,
        "figures": {f"stems in more than {FEW} abstracts": len(made["counts"])},
    }
    print(f"{put('rarity', made, about)} bytes of weights")


if __name__ == "__main__":
    main()
