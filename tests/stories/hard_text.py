"""Papers whose titles, abstracts and names are as hard to show as any that arXiv announces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.fakes.arxiv.papers import FakePaper, papers

TITLES = (
    r"On $\mathcal{L}_{\infty}$-algebras, $\Omega^{\bullet}(M)$ and $\hat{\beta}_1 < 0.05$",
    r"The $p<q$ \& $a>b$ Problem: \textbf{Bold} \emph{Claims} about \texttt{<script>} in "
    r"$\mathbb{R}^{n^2}$",
    "深度学习在图像分割中的应用：一种新的方法",
    "🚀 Attention is 👩‍👩‍👧‍👦 All You Need? 🇩🇪 ✨ A Study of 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "التعلم العميق للرؤية الحاسوبية <b>not bold</b> & more",
    "\u202eReversed\u202c and \u200bhidden \u200f signs of למידה עמוקה",
    r"\'Etude de l'\'equation $\partial_t u = \Delta u + |u|^{p-1}u$ d'apr\`es Erd\H{o}s "
    r"and Stanis{\l}aw",
    r"A & B < C > D \" quoted' &amp; &lt;i&gt; &#128512; &nbsp; "
    r"$\frac{\sqrt{a^2+b^2}}{\int_0^1 x\,dx}$",
    "A" * 180,
    r"$\left\{\begin{array}{cc} a & b \\ c & d \end{array}\right.$ unbalanced $ and { braces } "
    "}{ of $$",
)  # fmt: skip
ABSTRACTS = (
    r"We show $\|f\|_{L^p} \le C_{p,q} \|\nabla f\|_{L^q}$ for all $1<p<q<\infty$; if $x<y$ & "
    "$y<z$ then </b>. ",
    r"\begin{equation} E = mc^2 \label{eq:1} \end{equation} as in \cite{einstein} and "
    r"\ref{eq:1}, \url{https://example.org/a?b=c&d=<e>}. ",
    "我们提出了一种新的方法，用于解决医学图像分割中的问题。实验结果表明，该方法优于现有方法。",
    "🎉 We release 𝟙𝟘 datasets 👨🏽‍💻 with emoji 🏳️‍🌈 in every sentence. "
    "Results improve by 3.5% 🎯. ",
    "نقدم طريقة جديدة لتقسيم الصور. تظهر النتائج أن الطريقة تتفوق على الطرق الحالية. שיטה חדשה. ",
    "Line one.\n  A new paragraph with <a href='https://evil.example'>link</a> & "
    "<blockquote>quote</blockquote>. ",
    r"100\% better~than \textsc{Foo}, ``quoted'' --- see \href{https://github.com/x/y}{our code}. ",
    "Zalgo t̴̢̛e̸̡x̵t̷̛ and \u00ad soft, \u0085 next, \ufeff mark, \u2028 separator. ",
)  # fmt: skip
NAMES = (
    r"Jakob G\"unther", "王 小明", "محمد علي", r"Stanis{\l}aw \'Swierczewski",
    "O'Neil & Söhne <Lab>", "🦄 Collaboration",
)  # fmt: skip


def hard_papers(count: int, day: date, *, category: str = "cs.CV") -> tuple[FakePaper, ...]:
    """*count* papers of *category*; each text of above is in many of them, up to full length."""
    return tuple(map(_hardened, range(count), papers(count, category=category, day=day)))


def _hardened(number: int, paper: FakePaper) -> FakePaper:
    many = 1 + number % len(NAMES)
    abstract = "".join(ABSTRACTS[(number + n) % len(ABSTRACTS)] for n in range(3 + number % 20))
    return replace(
        paper,
        title=f"{TITLES[number % len(TITLES)]} {number}",
        abstract=abstract[:3400],
        authors=tuple(NAMES[(number + n) % len(NAMES)] for n in range(many)),
        comment=TITLES[(number + 3) % len(TITLES)] if number % 3 == 0 else None,
    )
