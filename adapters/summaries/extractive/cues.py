"""
The phrases by which a sentence of an abstract shows its role; how much they weigh was learnt.

Phrases are sought in what is *spoken*: lower-case words with one blank around each, which is
several times faster than word boundaries and cases in the expressions themselves. They are listed
with white space between them; a blank inside one is written `_`.
"""

from __future__ import annotations

import re
from enum import StrEnum

SILENT = re.compile(r"(?:[^\w%.]|\.(?!\d)|_)+")


class Role(StrEnum):
    """What a sentence does for its abstract."""

    BACKGROUND = "background"
    OBJECTIVE = "objective"
    METHOD = "method"
    RESULT = "result"
    OTHER = "other"


def spoken(sentence: str) -> str:
    """The words and numbers of *sentence* in lower case, a blank before and after each."""
    return f" {SILENT.sub(' ', sentence.lower()).strip()} "


def words(listed: str) -> str:
    """One expression that matches any of the phrases *listed* (regular expressions)."""
    return f"(?:{'|'.join(listed.split())})"


def said(listed: str) -> re.Pattern[str]:
    """Matches what is `spoken` where one of the phrases *listed* is said."""
    return re.compile(f" {words(listed)} ".replace("_", " "))


def opens(listed: str) -> re.Pattern[str]:
    """Matches what is `spoken` where it begins with one of the phrases *listed*."""
    return re.compile(f"^ {words(listed)} ".replace("_", " "))


ADVERB = r"(?:\w+ly_)?"
WORK = words(
    """paper work article study thesis chapter report letter note research survey review project
    dissertation contribution manuscript"""
)
PROBLEM = words(
    """problems? tasks? challenges? topics? issues? tools? techniques? fields? areas? roles? parts?
    components? steps? technology"""
)
RESULTS = words(
    "results? experiments? evaluations? simulations? findings? analys[ie]s comparisons? tests?"
)

WE_DO = said(
    f"we_{ADVERB}(?:also_|then_|first_|further_|next_|start_by_|begin_by_)?"
    + words(
        """use apply employ adopt design combine formulate train extend implement construct
                build model define collect derive exploit leverage utili[sz]e perform conduct
                compute incorporate integrate devise develop introduce propose describe discuss
                present learn call adapt generate create analy[sz]e compare calculate measure
                simulate consider"""
    )
)
WE_FIND = said(
    f"(?:we|it_(?:is|was)|i)_{ADVERB}(?:also_|then_|further_|have_)?"
    + words(
        """show shown showed find found demonstrated? demonstrates prove proved proven
                observed? conclude concluded evaluated? validated? report establish obtain achieve
                discover verify verified argue confirm illustrate test detect detected determined
                constrain interpret exclude hope expect believe anticipate"""
    )
)
KNOWN = (
    opens("however but yet unfortunately nevertheless nonetheless traditionally currently"),
    opens(
        """recent recently although while despite since many most existing previous prior
            conventional due_to there_(?:is|are|has|have)"""
    ),
    said(
        """in_recent_(?:few_)?(?:years?|decades?)
            (?:the_)?(?:last|past)_(?:few_|two_|several_)?(?:years?|decades?)"""
    ),
    said(
        "(?:has|have)_"
        + words("been become emerged attracted gained received shown led made recently")
    ),
    said(rf"(?:is|are)_(?:an?|one_of_the)_(?:\w+_){{0,3}}{PROBLEM}"),
    said(
        """important crucial essential critical fundamental challenging difficult popular
            ubiquitous necessary vital widely increasing increasingly growing emerging tremendous
            rapid rapidly often typically usually traditional traditionally commonly well_known"""
    ),
    said(
        """remains? lacks? lacking suffers? ignored? ignores neglects? neglected still
            little_(?:is|work|attention|research) fails?_to limited_(?:by|to)
            not_(?:well|yet|been|clear) no_(?:general|existing|previous)
            there_is_(?:a|an|no|little) need_(?:for|to) so_far to_date until_now
            open_(?:question|problem)"""
    ),
    said(
        """because people internet society industry nowadays today now known require
            requires required such_as"""
    ),
    said("we our proposed this_(?:paper|work|article|study|thesis|chapter)"),
    said("we here"),
    opens("let suppose assume consider given"),
)
AIMED = (
    said(
        r"(?:this|the|our|main|primary|present)_(?:\w+_){0,3}"
        r"(?:aim|goal|objective|purpose|intention|focus)(?:_\w+){0,6}_(?:is|was|are|were)"
    ),
    said(
        rf"(?:this|the|present)_(?:\w+_)?{WORK}_is_(?:to|about|concerned)"
        rf" (?:this|the|present)_(?:\w+_)?{WORK}_{ADVERB}(?:\w+_)?"
        + words(
            """aims? seeks? address addresses investigates? explores? examines? presents?
                proposes? introduces? describes? discusses reviews? considers? study studies
                focuses? focus deals? provides? develops? reports? attempts? analy[sz]es?"""
        )
    ),
    said(rf"in_this_(?:\w+_)?{WORK}"),
    said(
        f"we_{ADVERB}"
        + words(
            """aim seek wish want attempt address tackle study investigate explore examine
                consider focus review ask survey try"""
        )
    ),
    said(f"we_{ADVERB}(?:propose|present|introduce|develop|describe)"),
    said(
        """to_(?:address|overcome|tackle|fill|solve|bridge|mitigate)_(?:this|these|the|that)
            to_this_end aim(?:s|ed|ing)?_(?:to|at) in_order_to motivated_by the_problem_of"""
    ),
)
DONE = (
    opens(
        """we our first firstly second secondly third thirdly then next specifically using by
            given moreover furthermore additionally unlike also each inspired here in_particular
            to_(?:this|do|achieve) based_on"""
    ),
    WE_DO,
    said(
        f"(?:is|are|was|were)_{ADVERB}(?:then_|first_|also_)?"
        + words(
            """used applied employed trained extracted computed calculated constructed
                implemented developed designed combined performed collected modell?ed generated
                selected introduced conducted analy[sz]ed measured proposed based formulated
                defined learned"""
        )
    ),
    said(
        r"(?:our|proposed|the|this|new|novel)_(?:\w+_){0,2}"
        + words(
            """method approach algorithm model framework architecture system scheme technique
                network loss procedure"""
        )
    ),
    said(
        r"""using consists? consisting features? layers? input output into each uses? which
            allows? allowing enables? enabling two three via algorithm parameters? based_on set_of
            by_(?:\w+ly_)?\w+ing"""
    ),
)
FOUND = (
    said(
        rf"{RESULTS}_(?:\w+_){{0,6}}"
        + words(
            """shows? showed shown demonstrated? demonstrates indicated? indicates suggest
                suggests suggested reveals? revealed confirms? confirmed prove verify validate"""
        )
    ),
    WE_FIND,
    opens(
        r"""(?:the_|our_)?(?:\w+_)?(?:results?|findings?|experiments?|experimental|empirical)
            (?:the_|our_)?(?:\w+_)?(?:simulations?|evaluation) finally extensive overall
            conclusions? empirically remarkably surprisingly notably in_conclusion
            as_a_(?:result|consequence|corollary)"""
    ),
    said(
        r"""outperform(?:s|ed|ing)? achiev(?:es?|ed|ing) accuracy significant significantly
            superior competitive effectiveness benchmarks? speedup speed_up state_of_the_art
            compared_(?:to|with) better_than up_to
            improve(?:s|d|ments?)?_(?:\w+_)?(?:by|over|of|performance)"""
    ),
    re.compile(r"\d ?%| \d+\.\d| \d+(?:x| times) "),
    said(
        """results? findings? experiment experiments experimental datasets? implications?
            conclude concludes conclusions? performance than demonstrat(?:es?|ing) respectively
            evaluat(?:e|ed|ion) future_(?:research|work|directions?) suggest(?:s|ing)?_that
            that_our"""
    ),
)
BESIDE = (
    said("all_rights_reserved published_by elsevier wiley springer_verlag"),
    opens(r"keywords? doi copyright \d{4}_(?:ieee|acm) project_(?:page|website)"),
    said(
        "(?:is|are|be)_(?:made_)?(?:publicly|freely|openly)_available "
        + words(
            """codes? datasets? software implementations? models? videos? demos? packages?
                materials? data page"""
        )
        + r"(?:_\w+){0,6}_(?:available|released?|open_?sourced?|publicly|found)"
        "_(?:at|in|on|via|from|online|under|here|https?)"
    ),
    said(r"https? www \d+_pages e_?mail isbn"),
)
PHRASES = {
    f"{role}{number}": cue
    for role, cues in zip(Role, (KNOWN, AIMED, DONE, FOUND, BESIDE), strict=True)
    for number, cue in enumerate(cues)
}
"""Each expression by its name, such as `method3`; who changes one learns the weights anew."""
