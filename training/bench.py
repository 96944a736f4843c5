"""
What the offline summariser is worth on the dev splits: `make bench-summaries DATA=folder`.

All is extractive and offline, and measured on data that nothing was learnt from; but choices
were made by the dev splits, so expect a little less of abstracts that nobody has seen. Labels of
roles on the dev split are noisier than on the published test split: figures are about ten points
lower than there. ROUGE is that of the published tables: `training/rouge.py`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from adapters.summaries.extractive.outline import outline, roles_of
from adapters.summaries.extractive.splitter import split
from training import rouge
from training.boundaries import ends_found
from training.filled import filled
from training.reading import rows
from training.scoring import agreement
from training.textrank import textrank

Row = dict[str, Any]
Picked = Callable[[Row], str]


def lead(row: Row) -> str:
    """The first sentence."""
    return str(row["sentences"][0])


def ours(row: Row) -> str:
    """The TL;DR of the offline summariser, which cuts the abstract itself."""
    return outline(row["title"], split(" ".join(row["sentences"]))).tldr


def tldr_table(data: Path) -> None:
    """ROUGE of one sentence, by who picks it."""
    dev = rows(data, "scitldr_a_dev.jsonl")
    print(f"\nTL;DR, SciTLDR-A dev, {len(dev)} abstracts, ROUGE F1 against the nearest reference")
    print(f"{'':28}{'R1':>7}{'R2':>7}{'RL':>7}{'words':>8}{'ms':>8}")
    every: dict[str, Picked] = {"first sentence (Lead-1)": lead, "TextRank (sumy)": textrank}
    for name, pick in (every | {"ours": ours}).items():
        picked, milliseconds = timed(pick, dev)
        r1, r2, rl = rouge.against(dev, picked)
        words = fmean(len(text.split()) for text in picked)
        print(f"{name:28}{r1:7.1f}{r2:7.1f}{rl:7.1f}{words:8.1f}{milliseconds:8.2f}")


def roles_table(data: Path) -> None:
    """How well roles are told, and what the fields are filled with."""
    dev = rows(data, "csabstruct_dev.jsonl")
    found, milliseconds = timed(
        lambda row: [role or "" for role in roles_of(row["sentences"])], dev
    )
    print(
        f"\nRoles, CSAbstruct dev (noisy labels), {len(dev)} abstracts, {milliseconds:.2f} ms each"
    )
    print(agreement(dev, found))
    told, milliseconds = timed(lambda row: outline("", row["sentences"]).fields, dev)
    print(f"\nFields of the same abstracts, the whole summary in {milliseconds:.2f} ms each")
    print(f"{'':28}{'precision':>10}{'coverage':>10}{'filled':>8}")
    for name in ("motivation", "method", "result", "conclusion"):
        fit = filled(dev, [getattr(fields, name) for fields in told], name)
        print(f"{name:28}{fit.precision:10.1f}{fit.coverage:10.1f}{fit.filled:8}")


def splitter_table(data: Path) -> None:
    """How well sentences are told apart."""
    gold = rows(data, "split_gold.jsonl")
    found, milliseconds = timed(lambda row: split(" ".join(row["sentences"])), gold)
    f1, right = ends_found(gold, found)
    print(f"\nSplitter, {len(gold)} abstracts cut by hand, {milliseconds:.2f} ms each")
    print(f"F1 of sentence ends {f1:.2f}, abstracts all right {right}")


def timed(do: Callable[[Row], Any], abstracts: Sequence[Row]) -> tuple[list[Any], float]:
    """What is done with each of *abstracts*, and the milliseconds that one takes."""
    do(abstracts[0])  # what is loaded only once is not counted
    began = time.perf_counter()
    done = [do(row) for row in abstracts]
    return done, 1000 * (time.perf_counter() - began) / len(abstracts)


def main() -> None:
    """All tables."""
    data = Path(sys.argv[1])
    print("Extractive, offline; dev splits. Published figures are for test splits: not comparable.")
    tldr_table(data)
    roles_table(data)
    splitter_table(data)


if __name__ == "__main__":
    main()
