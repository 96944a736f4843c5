"""
Is a summary about its paper at all? Its words, or its names and numbers, are to be found there.

In English by the stems of its words. In other languages by what is written alike in both, and by
the words that every summary of research uses: who speaks of the weather has neither.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.checks.texts import texts_of
from bot.checks.tongue import WORDS
from bot.stems import stems, tokens
from storage.records import FIELDS, Paper, Summary

SHARED = 0.25  # of the stems of an English summary; half of what people write has 0.7 and more
SHARED_FIELD = 0.1  # of those of one field; half of what is said of other papers has as few
FEW = 6  # stems; of so few one is enough
ALIKE = 5  # letters that a word of a sister language has in common with an English one
ENOUGH = 2  # names, numbers or words of research, in any other language
# Words of any abstract, which ground nothing.
_GENERAL = (
    "paper study work approach method model result show propose present introduce demonstrate"
    " author existing new novel significant significantly improve improved performance evaluate"
    " evaluation experiment experimental provide address enable various different challenge"
    " limitation effective effectively efficient compared achieve outperform find finding based"
    " using use used including aim develop developed framework analysis problem task"
)
GENERAL = frozenset(stems(_GENERAL))
RESEARCH = {
    "zh": "提出|研究|方法|模型|证明|證明|实验|實驗|结果|結果|分析|本文|论文|論文|理论|理論|问题"
    "|問題|数据|數據|算法|性能|计算"
    "|計算|训练|訓練|测量|測量|观测|觀測|系统|系統|框架|任务|任務|方程|函数|函數|优化|優化|参数"
    "|參數|结构|結構|评估|評估"
    "|推导|分布|空间|误差|模拟|预测|精度|机制|条件|定理|特征|学习",
    "ja": "提案|研究|手法|方法|モデル|証明|実験|結果|分析|解析|本稿|本論文|論文|理論|問題|データ"
    "|アルゴリズム|性能|計算|学習"
    "|測定|観測|評価|構造|条件|定理|精度|方程式|関数|最適|予測",
    "ko": "제안|연구|방법|모델|증명|실험|결과|분석|논문|이론|문제|데이터|알고리즘|성능|계산|학습"
    "|측정|관측|평가|구조|조건|정리"
    "|정확도|방정식|함수|최적|예측|훈련",
    "ru": "предл|исслед|метод|модел|доказ|эксперим|результат|анализ|работ|стать|теор|задач|данн"
    "|алгоритм|вычисл|обуч|измер"
    "|наблюд|оцен|структур|услов|точност|уравнен|функци|оптим|предсказ|систем|параметр",
    "de": "methode|modell|beweis|experiment|ergebnis|analyse|arbeit|studie|theorie|problem|daten"
    "|algorithm|leistung|berechn"
    "|training|mess|bewert|struktur|genauigkeit|gleichung|funktion|optimier|vorhersag|zeig"
    "|vorgeschlagen|ansatz|verfahren",
    "fr": "méthode|modèle|preuve|démontr|expérience|résultat|analyse|article|étude|théorie"
    "|problème|données|algorithme"
    "|performance|calcul|entraîn|mesur|évalu|structure|précision|équation|fonction|optimis|prédi"
    "|propos|montr|approche",
    "es": "método|modelo|demuestr|demostr|experiment|resultado|análisis|artículo|estudi|teor"
    "|problema|datos|algoritmo"
    "|rendimiento|cálcul|entren|medi|evalu|estructura|precisión|ecuaci|funci|optimiz|predic"
    "|propone|muestr|enfoque",
    "pt": "método|modelo|demonstr|prova|experiment|resultado|análise|artigo|estud|teor|problema"
    "|dados|algoritmo|desempenho"
    "|cálcul|trein|medi|avali|estrutura|precisão|equaç|funç|otimiz|prediç|propõe|mostr|abordagem",
    "it": "metodo|modell|dimostr|esperiment|risultat|analisi|articolo|stud|teor|problema|dati"
    "|algoritm|prestazion|calcol"
    "|addestr|misur|valut|struttura|precisione|equazion|funzion|ottimizz|previsi|propone|mostra"
    "|approccio",
}
PATTERNS = {language: re.compile(words) for language, words in RESEARCH.items()}
TERM = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9-]+|\d+(?:\.\d+)?")


@lru_cache(maxsize=64)
def _words_of(texts: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Of *texts*: the stems, the words, and how words begin."""
    words = frozenset(word for text in texts for word in tokens(text))
    begins = frozenset(word[:ALIKE] for word in words if len(word) >= ALIKE)
    return frozenset(stem for text in texts for stem in stems(text)), words, begins


def is_about(summary: Summary, paper: Paper) -> bool:
    """Whether *summary* speaks of what *paper* is about."""
    known, words, begins = _words_of(texts_of(paper))
    fields = [text for name in FIELDS if (text := getattr(summary, name))]
    if summary.language == "en":
        return _in_english(fields, known)
    whole = " ".join(fields)
    pattern = PATTERNS.get(summary.language)
    terms = {word for term in TERM.findall(whole) for word in tokens(term)}
    small = WORDS.get(summary.language, frozenset())
    shared = {word for word in terms - small if word in words or word[:ALIKE] in begins}
    spoken = set(pattern.findall(whole.lower())) if pattern else set()
    return len(shared) + len(spoken) >= ENOUGH


def _in_english(fields: list[str], known: frozenset[str]) -> bool:
    content = [some for text in fields if (some := _content(text))]
    whole = [stem for some in content for stem in some]
    return _is_shared(whole, SHARED, known) and all(
        _is_shared(some, SHARED_FIELD, known) for some in content
    )


def _is_shared(some: list[str], least: float, known: frozenset[str]) -> bool:
    shared = sum(stem in known for stem in some)
    return shared > 0 if 0 < len(some) < FEW else shared >= least * len(some)


def _content(text: str) -> list[str]:
    words = [word for word in tokens(text) if word not in WORDS["en"] and len(word) > 1]
    return [stem for stem in stems(" ".join(words)) if stem not in GENERAL]
