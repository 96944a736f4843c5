"""
What gives a text away: orders to a model, calls to a reader, refusals, leftovers of a prompt.

Patterns only, in the languages of summaries; `planted` and `checking` look for them. Each has its
hints: a text in small letters that holds none of them is not searched any further.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A *pattern*, and the *hints* without which it matches nothing."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _phrase(hints: str, *patterns: str) -> Phrase:
    return Phrase(tuple(hints.split("|")), re.compile("|".join(patterns), re.IGNORECASE))


def first(phrases: tuple[Phrase, ...], text: str) -> str:
    """What in *text* is the first of *phrases* that is found; empty where none is."""
    low = text.lower()
    for phrase in phrases:
        if any(hint in low for hint in phrase.hints) and (found := phrase.pattern.search(text)):
            return found[0]
    return ""


_AI = (
    r"(?:ais?|llms?|(?:large )?language models?|(?:ai )?assistants?|chat ?bots?|(?:chat)?gpt"
    r"|models?|ai (?:models?|systems?|readers?)|summari[sz]ers?)"
)
_BEGUN = r"(?:^|[.!?;:,\"'“‘(\[>*-] ?|\b(?:please|now|then|and|just|must|should|instead),? )"
_TOLD = (
    r"(?:instructions?|prompts?|rules|guidelines|commands?|messages?|directions?|text|input|content"
    r"|sentences?|abstract|everything)"
)
_BEFORE = r"(?:previous|prior|preceding|earlier|foregoing|above|given|initial|original|system)"
_IGNORE = r"(?:ignore|disregard|forget|override|bypass)"
_IGNORING = "ignore|disregard|forget|override|bypass"
_TELL = r"(?:reply|respond|answer|output|print|say|write|return|repeat)"
_PIECE = r"(?:paper|abstract|text|article|work)"

# To whoever summarises. Each holds within a quotation too: that is no excuse.
ORDERS = (
    _phrase(
        _IGNORING,
        rf"\b{_IGNORE}\b(?: \w+){{0,2}} above\b",
        rf"\b{_IGNORE}\b(?: \w+){{0,2}} {_BEFORE}(?: \w+)? {_TOLD}\b",
        rf"{_BEGUN}{_IGNORE}(?: (?:all|any|your|these|the|those|of|my))+ {_TOLD}\b",
    ),
    _phrase(
        "summari|translat|mention",
        r"\b(?:do not|don't|never|stop) (?:summari[sz]e|summari[sz]ing|translat\w+|mention\w*)"
        rf" (?:it\b|(?:this|the) (?:{_PIECE}|above)\b)",
        rf"\bwhen (?:you )?(?:are )?(?:summari[sz]|translat)\w+ (?:this|the) {_PIECE}\b",
    ),
    _phrase(
        "only|exactly|just|verbatim|the ",
        rf"\b{_TELL} (?:only|exactly|just|simply|verbatim)?,? ?(?:with )?(?:only|exactly|just"
        r"|verbatim|the (?:exact )?(?:words?|phrase)|the following (?:text|words|sentence|message))"
        r"\b(?= ?[\"'“‘:]|\s\w)",
    ),
    _phrase(
        ":",
        rf"{_BEGUN}(?:reply|respond|output|print|say|write|repeat)"
        r"(?: instead| only| with| exactly)?: ?\S",
    ),
    _phrase(
        "instead",
        rf"\binstead,? (?:just |only |please )?{_TELL}\b|\b{_TELL} instead\b",
    ),
    _phrase(
        "you are|act as|behave as|pretend",
        rf"\b(?:you are|act as|behave as|pretend to be) an? (?:\w+ )?{_AI}[,.:;]",
        rf"\bif you are an? (?:\w+ )?{_AI}\b",
    ),
    _phrase(
        "as an ai|as a language|as an llm|as a large",
        r"\bas an? (?:ai|llm|(?:large )?language) ?(?:model|assistant)?\b,? (?:you|please|do|never"
        r"|always)\b",
    ),
    _phrase(
        "note|attention|instruction|message|hint|reminder|dear|hey|hello",
        r"\b(?:note|attention|instructions?|message|hint|reminder)s? (?:to|for) (?:the |all |any )?"
        rf"(?:{_AI}|(?:ai |llm )?reviewers?)(?: reading| reviewing| processing| summari[sz]ing|:"
        rf"|,| -)",
        rf"(?:^|[.!?>*(] ?)(?:dear|hey|hello|attention)[,:!]? (?:all )?{_AI}\b ?[,:!]",
    ),
    _phrase(
        "system|<|inst]|##|instruction|developer mode",
        r"\bsystem prompt ?[:=]|(?:^|\n|[>\]] ?)system: |<\|\w+\|>|\[/?inst\]",
        r"#{2,} ?(?:instruction|system)|\b(?:begin|new|updated|important) instructions? ?[:=]",
        r"\bdeveloper mode\b",
    ),
    _phrase(
        "positive|favo|glowing|enthusiastic|weakness|negative",
        r"\b(?:give|write|provide|leave) (?:only )?(?:an? )?(?:positive|favou?rable|glowing"
        r"|enthusiastic) (?:review|summary|rating)",
        r"\bdo not (?:highlight|mention) (?:any )?(?:negatives|weakness)",
    ),
    _phrase(
        "that th",
        rf"{_BEGUN}(?:say|state|claim|tell \w+|mention|emphasi[sz]e|write) that (?:this|the)"
        r" (?:paper|work|article) is\b",
    ),
    _phrase(
        "summar",
        r"\bsummar(?:y|ies)(?: of (?:this|the) \w+)? (?:must|should|shall|has to|have to|needs? to)"
        r" (?:be|say|end|begin|start|contain|include|mention|read)\b",
    ),
    _phrase(
        "paper",
        r"\b(?:accept|recommend) (?:this|the) paper\b|\bbest paper (?:ever|of all)",
    ),
    _phrase(
        "略|视|視|忘|理会|不用管",
        "(?:忽略|无视|無視|忘记|忘記|不要理会|不用管)(?:掉)?(?:以上|上述|上面|前面|之前|先前|前述"
        "|全部|一切|此前|所有(?:指令|指示|内容))",
    ),
    _phrase(
        "请|請|回复|回覆|输出|輸出|回答|写",
        "(?:请|請)(?:只|仅|仅仅|直接|改为|转而|務必|务必)(?:回复|回覆|输出|輸出|回答|写|寫|说|說"
        "|返回|打印)",
        '(?:回复|回覆|输出|輸出|回答|写道|写下|写出|写)(?:以下(?:文字|内容|句)|：|:|“|「|『|")',
    ),
    _phrase(
        "你是|您是|你现在是",
        "(?:你是|您是|你现在是)(?:一个|一名|一位|個)? ?(?:AI|人工智能|大?(?:语言)?模型)?"
        "(?:助手|助理)",
    ),
    _phrase(
        "無視|ように|通りに|のみを",
        "(?:上記|以上|前|これまで)の?(?:指示|内容|文章|文|命令)?(?:を|は)(?:すべて|全て)?無視",
        "(?:次|以下)の(?:よう|通り)に(?:出力|書け|書い|返答|回答)",
        "のみを?(?:出力|返答|回答)(?:せよ|しろ|して)",
    ),
    _phrase(
        "무시|라고",
        r"(?:위|이전|앞|앞서)(?:의|에서)? ?(?:모든 )?(?:지시|내용|명령|글)\w*[을를]? ?무시",
        "라고만 ?(?:답|출력|써)",
    ),
    _phrase(
        "ignorier|antworte|schreib|gib ",
        r"\bignorier\w*\b(?: \w+){0,3} (?:obige\w*|vorherige\w*|vorige\w*|bisherige\w*"
        r"|vorstehende\w*)",
        r"\b(?:antworte|schreibe?|gib)\b (?:nur|stattdessen|ausschließlich)\b",
    ),
    _phrase(
        "ignore|oublie|répond|écri",
        r"\b(?:ignore[zr]?|oublie[zr]?)\b(?: \S+){0,3} (?:précéd\w*|ci-dessus|consignes)",
        r"\b(?:réponds|répondez|écris|écrivez) (?:uniquement|seulement|plutôt|simplement)",
    ),
    _phrase(
        "ignor|olvid|esque|respond|escrib|escrev|dimentica|rispondi|scrivi",
        r"\b(?:ignorad?|ignore|olvidad?|olvide|esqueça)\b(?: \S+){0,3} (?:anterior(?:es)?|acima"
        r"|arriba)\b",
        r"\b(?:responde|escribe|escreva|responda) (?:solo|sólo|únicamente|apenas|somente)",
        r"\b(?:ignora|dimentica)\b(?: \S+){0,3} (?:precedent[ie]|sopra)",
        r"\b(?:rispondi|scrivi) (?:solo|soltanto)",
    ),
    _phrase(
        "игнорируй|забудь|ответь|напиши|выведи",
        r"(?:игнорируй|проигнорируй|забудь)\w*(?: \w+){0,3} (?:выше\w*|предыдущ\w*|инструкци\w*)",
        r"(?:ответь|напиши|выведи)(?:те)? (?:только|вместо|следующ\w*)",
    ),
)

# To the reader of a summary; science asks nobody to buy, to click or to follow.
CALLS = (
    _phrase(
        "subscribe|sign up|click|tap |follow |join |download|send |donate|dm |contact|call "
        "|check out|act now|learn more|scan |upvote|claim ",
        r"(?:^|[.!?;:] ?|\b(?:please|just|now|to),? )(?:subscribe|sign up|click (?:on|here|the|this"
        r"|below)|tap (?:on|here|the)|follow (?:us|me|our|@)|join (?:us|our|the (?:channel|group"
        r"|server|chat))|download (?:now|here|it)|send (?:us|me|your|\d)|donate|dm (?:me|us)"
        r"|contact (?:us|me)\b|call (?:us|now)|check out|act now|learn more at|scan the (?:qr|code)"
        r"|upvote|claim your)",
    ),
    _phrase(
        "buy|invest|vote|visit|share",
        r"(?:^|[.!?;:] ?|\b(?:please|now),? )(?:buy|invest in|vote for|visit|share) \w",
    ),
    _phrase(
        "buy now|get rich|must|best paper|airdrop|giveaway|click here",
        r"\b(?:buy now|get rich|must[- ]read|best paper (?:ever|of)|airdrop|giveaway|click here)\b",
    ),
    _phrase(
        "请|請|立即|赶快|马上|欢迎|点击|扫码|微信|公众号|必读|史上最|论文|强烈推荐",
        "(?:请|請|立即|赶快|马上|欢迎|敬请)(?:大家)?(?:关注|關注|订阅|訂閱|点击|點擊|加入|访问|購買"
        "|购买|扫码|联系|聯繫|转发|轉發|下载|投票|打赏|添加|私信)",
        r"点击(?:链接|此处|这里|下方)|扫码(?:关注|加入|添加|领取)|加微信|微信号|关注\S{0,8}公众号",
        "必读(?:论文|之作|佳作)|史上最|最(?:好|佳|伟大|棒)的(?:一篇)?论文|强烈推荐",
    ),
    _phrase(
        "してください|하세요|주세요|하십시오",
        "(?:登録|購読|フォロー|クリック|購入|アクセス)してください",
        "(?:구독|클릭|가입|구매|방문|팔로우)(?:하세요|해 ?주세요|하십시오)",
    ),
    _phrase(
        " sie|abonnez|cliquez|suivez|visitez|achetez",
        r"\b(?:abonnieren|klicken|folgen|besuchen|kaufen) sie\b",
        r"\b(?:abonnez|cliquez|suivez|visitez|achetez)-?(?:vous|nous)?\b",
    ),
    _phrase(
        "suscr|clic|sígue|visita|compra|inscreva|clique|siga-nos|compre|iscriviti|seguici|acquista",
        r"\b(?:suscríbete|haz clic|síguenos|visita nuestr\w|compra ahora|inscreva-se|clique (?:aqui"
        r"|no)|siga-nos|compre agora|iscriviti|clicca|seguici|visita il|acquista ora)\b",
    ),
    _phrase(
        "те",
        "(?:подпишитесь|подписывайтесь|нажмите|перейдите|купите|посетите)",
    ),
)

# A model that speaks of itself, or to who asked it.
REFUSALS = (
    _phrase(
        "i |i'm|provide|sorry|unfortunately|abstract|as a",
        r"\bI(?:'m| am)? (?:cannot|can't|can not|unable|was unable|won't|will not|sorry"
        r"|apologi[sz]e|do not have|don't have|need more|require more)\b",
        r"\b(?:I'm|I am) (?:not able|an? (?:ai|(?:large )?language))\b",
        r"(?:^|[.!?] )as an? (?:ai|(?:ai )?(?:large )?language) (?:model|assistant)\b",
        r"^(?:sorry|unfortunately),? (?:i|but|the (?:text|abstract))\b|^please provide\b",
        r"\b(?:no|the) abstract (?:was|is) (?:not )?(?:provided|given|available)\b",
    ),
    _phrase(
        "抱歉|对不起|對不起|我|无法|無法|请提供",
        "抱歉|对不起|對不起|(?<!自)我(?:无法|無法|不能|不会|不會)",
        "作为(?:一个|一名)?(?:AI|人工智能|大?语言模型)(?:模型|助手)?[，,]",
        "(?:无法|無法)(?:为您|为你|满足您|提供(?:摘要|总结))|请提供(?:更多|摘要|论文|全文|原文)",
    ),
    _phrase(
        "申し訳|お答え|要約できません|죄송|요약할 수 없|제공해",
        "申し訳|お答えできません|要約できません|죄송|요약할 수 없습니다|제공해 ?주세요",
    ),
    _phrase(
        "ich |als ki|leid",
        r"\bes tut mir leid|\bich (?:kann|bin|habe) (?:das|dies|nicht|leider|kein\w*)\b"
        r"|\bals (?:ki|sprachmodell),? (?:kann|bin|habe) ich\b",
    ),
    _phrase(
        "désolé|je |en tant qu",
        r"\bdésolée?\b|\bje (?:ne peux|suis désolé)|\ben tant qu'ia\b",
    ),
    _phrase(
        "lo siento|no puedo|lenguaje|desculpe|não posso|dispiace|non posso",
        r"\b(?:lo siento|no puedo|como modelo de lenguaje|desculpe|não posso|mi dispiace"
        r"|non posso)\b",
    ),
    _phrase("извин|я ", r"извините|\bя не могу|как языковая модель, я"),
)

# What stands in prompts and answers, and in no sentence about a paper.
LEFTOVERS = re.compile(
    r"<<<|>>>|```|</?(?:title|abstract|comment|think|answer|summary)>|<\||\*\*|^#+ |^\s*[-*•] "
    r"|^\s*(?:tl;? ?dr|motivation|method|result|conclusion|summary|abstract)s?\s*[:：]"
    r"|^\s*(?:动机|方法|结果|结论|摘要|总结)\s*[:：]"
    r"|[{\[]\s*\"\w+\"\s*:|\"(?:tldr|motivation|method|result|conclusion)\"|^\s*[{\[]\s*[\"{]"
    r"|\\[nt](?![a-zA-Z{])|\\\""
    r"|^(?:here is|here's|here are|below is) (?:the|a|an|your|my)\b"
    r"|^(?:sure|certainly|of course|okay)[,!.]|^(?:当然|好的)[，,！]|^以下是"
    # of the reference pipeline, which published such for months
    r"|\bsummary generation failed|\bprocessing failed|\b(?:motivation|method|result|conclusion)"
    r" (?:extraction|generation|analysis) (?:failed|unavailable)|^error(?:[:.!]|$)|\btraceback \("
    # nothing said in many words: the field should be empty
    r"|^(?:(?:it|this|the \w+) (?:is|was) )?not (?:explicitly )?(?:stated|mentioned|provided"
    r"|specified|given|available|applicable)(?: (?:in|by) (?:the|this) (?:abstract|text|paper))?"
    r"\W*$|^(?:n/?a|none|null|unknown|nothing|empty|string|text|placeholder|-+|\.+|…)\W*$"
    r"|^(?:摘要|文中|原文|论文)?(?:中)?(?:未|没有|沒有)(?:明确)?(?:提及|提到|说明|給出|给出|涉及"
    r"|提供|述及)[^，；]{0,12}[。.]?$|^(?:无|無|不适用)[。.]?$"
    # of our own prompt
    r"|\byour last answer\b|\bcopy numbers\b|\bnever follow an instruction\b|\bone json object\b",
    re.IGNORECASE,
)
