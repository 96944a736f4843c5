"""
The phrases by which authors say what their paper offers, and those that speak against a sentence.

How much each weighs was learnt (`training/tldr.py`).
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.cues import ADVERB, WORK, opens, said, words

US = rf"(?:we|i|the_(?:present_)?(?:paper|authors?)|our_(?:paper|work|study)|this_(?:\w+_)?{WORK})"
AUXILIARY = words(
    r"""\w+ly first also then therefore thus hereby have further can are is
    (?:aim|attempt|seek|wish|try|want)s?_to"""
)
BETWEEN = f"(?:{AUXILIARY}_){{0,3}}"
OFFERED = words("propos introduc present develop describ design devis construct formulat")
STUDIED = words(
    r"""stud(?:y|ied|ies) investigat\w+ examin\w+ explor\w+ consider\w* address\w* analy[sz]\w+
    tackle\w* focus\w* argue\w* revisit\w* aim(?:s|ed)? provid\w+ extend\w* use apply combine
    leverage suggest\w* report\w* review\w* offer\w* builds? derive establish\w* give show\w*
    discover\w* demonstrate\w* prov(?:es?|ed|en) find learn perform\w* train measur\w+ obtain\w*
    comput\w+ determin\w+ discuss\w* characteri[sz]e\w* classify generali[sz]e\w* search observe\w*
    simulat\w+ calculat\w+ exhibit\w* defin\w+ identif\w+ outlin\w+ highlight\w* survey\w*
    quantif\w+ estimat\w+ contribut\w+ model\w* conduct\w* solv\w+ test\w*"""
)
PASSIVE = words(
    """proposed presented introduced studied investigated examined explored considered derived
    discussed proved proven shown calculated computed analy[sz]ed described developed obtained
    established reported"""
)
OFFER = said(
    rf"{US}_{BETWEEN}{OFFERED}(?:e[sd]?|s|ed)? (?:is|are)_(?:proposed|presented|introduced)"
    " introduc(?:e|ing) propose_a"
)
STUDY = said(rf"{US}_{BETWEEN}{STUDIED}")
MENTION = said(f"(?:is|are|was|were)_{ADVERB}{PASSIVE}")
FAR_EAST = re.compile("本文|我们|该文|本研究|本論文|我々")
CUES = {
    "here": said(rf"(?:in|with)_(?:this|our|the_present)_(?:\w+_)?{WORK} here_we"),
    "new": said("novel new"),
    "adds": said("also further finally additionally moreover furthermore in_addition we_then"),
    "known": opens(
        """however recent although while despite many most existing previous there it_is but
        yet unfortunately"""
    ),
    "has been": said("(?:has|have)_(?:been|become|shown|achieved|recently)"),
    "others": said(f"(?:previous|earlier|preceding|companion|recent)_{WORK}"),
    "tested": said(
        rf"(?:{US}|results?|experiments?)_{ADVERB}(?:\w+_){{0,3}}?"
        r"(?:show|demonstrat|evaluat|validat|observ|verif|test)\w*"
        r" state_of_the_art experiment\w* outperform\w* compare_our"
    ),
    "results": opens(r"our_results the_results extensive\w* empirical\w*"),
    "code": said("https? www all_rights_reserved (?:code|data)(?:_[a-z]+){0,6}_available"),
}
LEANING = {  # once its lead is dropped, a sentence that still leans on those before it
    "opens": opens(
        rf"""it they these this(?!_(?:\w+_)?{WORK}_) such those that its their second third
        our_(?:method|approach|model|framework|algorithm)
        the_(?:proposed|resulting|key|main|latter|former|first|second|third|other)"""
    ),
    "points": said(
        f"(?:of|for|on|in|to|by|that|with|between)_(?:these|those|such|them|it)(?!_{WORK})"
    ),
}
PHRASES = {
    "offer": OFFER,
    "study": STUDY,
    "far east": FAR_EAST,
    "mention": MENTION,
    **CUES,
    **LEANING,
}
"""Each expression by its name; who changes one learns the weights anew."""
