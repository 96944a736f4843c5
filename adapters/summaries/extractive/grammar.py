"""
Small English words and endings by which clauses are told apart: no tagger, only plain cases.

A list holds words after which, before which or with which a sentence may or may not be cut; what
is in none of them is never taken for a border.
"""

from __future__ import annotations

import re


def listed(text: str) -> frozenset[str]:
    """The words of *text*."""
    return frozenset(text.split())


# Subjects that stand for the authors, and their work after "this".
SELF = listed("we i")
WORK = listed("paper work article study thesis report letter note survey review contribution")
# What a sentence opens with that can go, up to ", we …". Conditions ("if", "for", "under", "in", "at",
# "when", "given") are not among them: what holds under a condition does not hold without it.
LEADS = listed(
    """to motivated inspired based building using unlike despite although while though since as
    because rather instead by through via towards toward following due furthermore moreover however
    here thus therefore hence also finally specifically first firstly second secondly third thirdly
    additionally drawing leveraging considering beyond along besides compared after from whereas
    contrary recently particularly concretely then next lastly consequently accordingly starting"""
)
# Verbs of the authors: what they offer, and what they claim. A claim is never freed of where it holds.
OFFERS = listed(
    """propose introduce present develop describe design devise construct provide formulate offer
    study investigate examine explore consider address analyze analyse tackle revisit review apply
    use extend suggest combine leverage build learn train derive define discuss survey identify
    give employ adopt exploit utilize incorporate perform conduct create implement"""
)
CLAIMS = listed(
    """show prove demonstrate find establish obtain achieve observe report verify confirm evaluate
    conclude conjecture hypothesize argue claim measure detect determine compute calculate discover
    predict estimate validate test compare"""
)
VERBS = OFFERS | CLAIMS
KNOWN = listed("show find demonstrate prove observe discover")  # "we … that X" vouches for X
TELLS = KNOWN | listed(
    """shows finds demonstrates proves observes discovers argue argues suggest suggests indicate
    indicates reveal reveals hypothesize conjecture believe illustrate verify confirm confirms note
    claim establish report see conclude suggesting showing demonstrating indicating revealing
    proving finding arguing shown found showed demonstrated proved proven argued observed noted
    believed known imply implies implying ensure ensures ensuring assume assumes assuming think
    guarantee guarantees guaranteeing posit be is was are were state states so such given provided
    except in than fact means mean requires require said like of and or but to possible clear
    likely evident true important crucial essential apparent reason hypothesis idea assumption
    observation evidence insight intuition belief claim property theorem conclusion notion"""
)
FINITE = listed(
    """is are was were can could may might will would should must has have had does do did achieves
    improves outperforms provides allows enables requires leads reduces yields makes becomes remains
    shows demonstrates suffers relies depends uses learns generalizes converges exhibits contains
    consists produces performs exists captures predicts admits satisfies holds follows implies
    obtains takes gives behaves differs occurs emerges arises leverages exploits employs presents
    proposes introduces develops describes investigates studies explores considers addresses
    examines focuses extends offers reveals suggests outperform achieve improve depend rely learn
    require suffer exhibit generalize converge yield exist admit satisfy contain arise belong need
    needs fail fails tend tends lead allow enable provide"""
)
RELATIVES = listed("that which who")
SUBORDINATORS = listed("that which who whose where when while because since although if how whether")
NEVER_LAST = listed(
    """a an the and or but nor of to for with from by at in on into onto over under as that which who
    whose where when while if because than between such both either neither not very more most less
    least is are was were be being been can could may might will would should must do does did has
    have had our their its this these those his her your my we they it i each every any all some no
    several many few various multiple using via through without within during across among toward
    towards per so also then only even well e.g i.e vs whether how why what based able novel new
    simple effective efficient given named called termed dubbed referred yet after before during
    allows allow enables enable makes make since although how about one two three first second"""
)
# After these a preposition is asked for, so that the sentence cannot end between the two.
GOVERNING = listed(
    """focus focuses rely relies depend depends consist consists lead leads result results apply
    applies refer refers belong belongs contribute contributes correspond corresponds interact
    differ differs suffer suffers benefit benefits deal deals cope operate operates act acts
    perform performs come comes stem stems arise arises range ranges vary varies account accounts
    allow allows search build builds aim aims learn learns train trains generalize generalizes
    transfer transfers adapt adapts converge converges scale scales map maps convert transform turn
    go goes get take takes make makes look play plays impact impacts effect effects bound bounds
    attack attacks attention emphasis influence light difference differences similarity relation
    relationship correlation gap tradeoff trade-off connection connections link links respect
    accordance comparison contrast addition terms order spite view case place robust invariant
    equivariant sensitive similar equivalent close prone susceptible vulnerable resilient dependent
    independent capable suitable responsible consistent compatible competitive comparable equal due
    prior relative available useful necessary sufficient important critical crucial essential
    different distinct free rich according same other evidence insight insights superior inferior
    better worse faster slower higher lower larger smaller problem case dynamics one ones kind
    type types family set sets class classes number amount range variety need existence lack way
    ways role step steps bias solution solutions answer answers access approach response"""
)
BINDING = {  # verbs that ask for a preposition further on: "combine … with", "from … to"
    "with": listed(
        """combine combines combining compare compares comparing replace replaces replacing equip
        augment augments augmenting endow integrate integrating associate align match couple link
        provide"""
    ),
    "from": listed("differ distinguish separate prevent range ranging vary transition shift far"),
    "on": listed("impose condition place put rely focus depend based impact effect influence bound"),
    "for": listed("account look search ask allow allows"),
    "at": listed("aim aims aimed look arrive"),
    "in": listed("result results engage increase decrease reduction change changes interest role"),
    "to": listed(
        """allow allows allowing enable enables enabling require requires requiring encourage
        encourages encouraging force forces forcing cause causes causing lead leads leading help
        helps helping ask asks train trains trained teach teaches used permit permits from drives
        able how whether from between applied extend extends extended reduce map shown"""
    ),
}
NOUN_BEFORE_TO = re.compile(
    r".*(?:[^aeiou]tion|tions|ment|ments|method|methods|model|models|framework|frameworks|network"
    r"|networks|algorithm|algorithms|technique|techniques|architecture|architectures|system|systems"
    r"|data|dataset|datasets|loss|module|mechanism|scheme|strategy|procedure|images?|features?"
    r"|functions?|representations?|priors?|knowledge|information|learning|objective|space|tool"
    r"|tools|process|processes|agents?|policy|policies|embeddings?|parameters?|language|samples?)"
)
ING_NOUNS = listed(
    """learning training processing modeling modelling clustering reasoning understanding planning
    embedding setting scaling pruning pretraining pre-training sampling matching parsing tuning
    fine-tuning finetuning encoding decoding pooling forgetting overfitting mapping tracking testing
    ranking computing programming engineering recording routing sharing coding hashing averaging
    smoothing batching rendering mining answering captioning string ring king spring during being
    scattering lensing coupling ordering mixing braiding splitting covering"""
)
ADJECTIVE = re.compile(r".*(?:ive|ous|able|ible|ful|less|ical|ary|ic|ual|ional|ural)")
DETERMINERS = listed("a an the our")
LISTS_AHEAD = listed("following two three four several contributions questions ways as namely")
VERB_AFTER_RELATIVE = re.compile(r"[a-z-]+[^su]s|[a-z-]+ly")
PLAIN = re.compile(r"(?:[a-z][a-z'’]+(?:-[a-z]+)*|a)(?=[\s,;:.]|$)")
POINTING = listed("this these those they it its their such , both them he she")
PREPOSITIONS = listed("for in with from on at over across within during under to")
ADDING = listed("which who where e.g i.e including especially particularly")
PAIRS = {("such", "as"), ("such", "that"), ("so", "that"), ("rather", "than"), ("instead", "of")}
AFTER_COMMA = dict.fromkeys(("which", "where", "who", "whose"), "relative") | dict.fromkeys(
    ("while", "whereas", "because", "since", "although", "so", "thus", "thereby", "yet", "hence"),
    "subordinate",
) | dict.fromkeys(
    ("using", "based", "such", "including", "especially", "particularly", "e.g", "rather", "instead",
     "without", "inspired", "motivated", "due", "compared", "despite", "unlike", "like", "via", "even"),
    "example",
)
