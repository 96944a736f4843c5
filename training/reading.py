"""The marked abstracts that are learnt from, as the folder of data holds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ORIGIN = {
    "csabstruct": "allenai/sequential_sentence_classification, data/CSAbstruct, cf5ad6c66355",
    "scitldr": "allenai/scitldr, SciTLDR-Data/SciTLDR-A, 5ccad9c00a60",
}
LICENCE = "Apache-2.0"  # of both repositories


def rows(data: Path, name: str) -> list[dict[str, Any]]:
    """The rows of the JSONL file *name* in the folder *data*, or in its folder `summaries`."""
    file = data / name if (data / name).exists() else data / "summaries" / name
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
