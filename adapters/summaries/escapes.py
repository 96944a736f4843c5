r"""
Backslashes of TeX in JSON, which models often forget to double. Pure.

JSON knows \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits. All else, such as \alpha
or \{, can only be TeX. Of those that are both, \beta and \frac are TeX, as no text holds a
backspace or a form feed; and \nu, \rho and \theta are, where the letters that follow make the name
of a command: a new line that begins with "u" in the middle of a sentence is nobody's.
"""

from __future__ import annotations

import re

ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|([A-Za-z]+)|.|$)", re.DOTALL)
ALWAYS_JSON = frozenset('"\\/u')  # u only where four hexadecimal digits follow
NEVER_IN_TEXT = frozenset("bf")  # backspace and form feed
# What begins like an escape for a new line, a return or a tab, of TeX and its usual packages.
COMMANDS = """
    nabla natural ncong ne nearrow neg neq newcommand newline nexists ngeq ngeqq ngtr ni nleftarrow
    nleq nless nmid nobreak nolimits nonumber norm normalsize not notin nparallel nprec npreceq
    nrightarrow nsim nsubset nsubseteq nsucc nsucceq nsupseteq ntriangleleft ntrianglelefteq num
    numrange nu nvdash nwarrow
    raggedright raise rangle rank rbrace rbrack rceil real ref renewcommand rfloor rgroup rho
    rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows rightleftharpoons
    rightrightarrows right rightsquigarrow rm rmoustache rtimes rvert rVert
    tag tan tanh tau tbinom text textbf textcolor textit textmd textnormal textrm textsc textsf
    textsl textsubscript textsuperscript texttt textup tfrac therefore theta thetasym thickapprox
    thicksim thinspace tilde times tiny to top triangle triangledown triangleleft trianglelefteq
    triangleq triangleright trianglerighteq tt twoheadleftarrow twoheadrightarrow
"""
KNOWN = frozenset(COMMANDS.split())


def tex_kept(source: str) -> str:
    """*source*, which is JSON more or less, with every backslash of TeX doubled."""
    return ESCAPE.sub(_kept, source) if "\\" in source else source


def _kept(match: re.Match[str]) -> str:
    whole: str = match[0]
    name: str | None = match[1]
    if whole == r"\'":  # a habit from other languages; JSON has no such escape
        return "'"
    if name is not None:
        return f"\\{whole}" if _is_tex(name) else whole
    return whole if whole[1:2] in ALWAYS_JSON else f"\\{whole}"


def _is_tex(name: str) -> bool:
    """Whether the letters after a backslash make a command rather than an escape and a word."""
    if name[0] in NEVER_IN_TEXT:
        return len(name) > 1
    return name[0] not in "nrt" or name in KNOWN
