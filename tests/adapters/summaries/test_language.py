"""Languages: English unless something else is plain."""

from __future__ import annotations

import pytest

from adapters.summaries.extractive.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("12 + 3 = 15", "en"),
        ("We study the flow of rivers.", "en"),
        ("The angles α, β, γ and δ of a triangle.", "en"),
        ("Der Hund", "en"),
        ("本文提出了一种新的河流模型 (RiverNet)。", "zh"),
        ("本論文では新しい河川モデルを提案する。", "ja"),
        ("이 논문은 강을 연구한다.", "ko"),
        ("В этой работе изучаются реки.", "ru"),
        ("У цій роботі вивчено річки та їхні притоки.", "uk"),
        ("Σε αυτή την εργασία μελετάμε ποτάμια.", "el"),
        ("ندرس في هذا البحث الأنهار", "ar"),
        ("در این پژوهش رودها را بررسی می‌کنیم و پل‌های چوبی", "fa"),
        ("ꙮꙮꙮ ᚠᚢᚦ", "en"),
        ("Nous étudions dans cet article les rivières et le débit de la neige.", "fr"),
        ("In dieser Arbeit untersuchen wir die Flüsse und das Eis für den Bau der Brücke.", "de"),
        ("En este trabajo se estudia el caudal de los ríos y las lluvias.", "es"),
        ("Neste trabalho são estudados os rios e uma forma de chuva que não para.", "pt"),
        ("In questo lavoro si studia il corso dei fiumi e delle piogge con un modello.", "it"),
    ],
)
def test_the_language_is_told_by_script_or_small_words(text: str, language: str) -> None:
    """A few foreign letters in an English abstract do not change its language."""
    assert language_of(text) == language
