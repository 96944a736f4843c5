"""
Orders where a paper should be: in an abstract, to whoever summarises it; in a summary, to its reader.

An abstract tells of work, it commands nobody. Where one says "ignore the above", no model is believed
about that paper. Known ways are looked for in the languages of summaries, through the usual disguises
(invisible letters, look-alikes, base64); a way unknown here meets the other checks: what a summary
says has to be in the paper.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from binascii import Error

INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
# Tags of Unicode, and marks that turn the direction of writing: no abstract needs them.
HIDING = re.compile("[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]")
# Cyrillic letters and others that look like Latin ones
ALIKE = str.maketrans("аеорсухіӏѕԁɡ", "aeopcyxilsdg")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
ENCODED = re.compile(r"(?<![\w/+=])[A-Za-z0-9+/]{16,}={0,2}(?![\w/+])")

_AI = (
    r"(?:ais?|llms?|(?:large )?language models?|(?:ai )?assistants?|chat ?bots?|(?:chat)?gpt|models?"
    r"|ai (?:models?|systems?|readers?)|summari[sz]ers?)"
)
_BEGUN = r"(?:^|[.!?;:,\"'“‘(\[>*-] ?|\b(?:please|now|then|and|just|must|should|instead),? )"
_TOLD = (
    r"(?:instructions?|prompts?|rules|guidelines|commands?|messages?|directions?|text|input|content"
    r"|sentences?|abstract|everything)"
)
_BEFORE = r"(?:previous|prior|preceding|earlier|foregoing|above|given|initial|original|system)"
_TELL = r"(?:reply|respond|answer|output|print|say|write|return|repeat)"

# To whoever summarises. Each holds within a quotation too: that is no excuse.
ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass)\b(?: \w+){0,2} above\b",
        rf"\b(?:ignore|disregard|forget|override|bypass)\b(?: \w+){{0,2}} {_BEFORE}(?: \w+)? {_TOLD}\b",
        rf"{_BEGUN}(?:ignore|disregard|forget)(?: (?:all|any|your|these|the|those|of|my))+ {_TOLD}\b",
        r"\b(?:do not|don't|never|stop) (?:summari[sz]e|summari[sz]ing|translat\w+|mention\w*) (?:this|the|it\b)",
        rf"\b{_TELL} (?:only|exactly|just|simply|verbatim)?,? ?(?:with )?(?:only|exactly|just|verbatim|the"
        r" (?:exact )?(?:words?|phrase)|the following (?:text|words|sentence|message))\b(?= ?[\"'“‘:]|\s\w)",
        rf"{_BEGUN}(?:reply|respond|output|print|say|write|repeat)(?: instead| only| with| exactly)?: ?\S",
        rf"\binstead,? (?:just |only |please )?{_TELL}\b|\b{_TELL} instead\b",
        rf"\b(?:you are|act as|behave as|pretend to be|if you are) an? (?:\w+ )?{_AI}\b",
        r"\bas an? (?:ai|(?:large )?language) (?:model|assistant)\b,? (?:you|please|do|never|always)\b",
        r"\b(?:note|attention|instructions?|message|hint|reminder)s? (?:to|for) (?:the |all |any )?"
        rf"(?:{_AI}|reviewers?)(?: reading| reviewing| processing| summari[sz]ing|:|,| -)",
        rf"(?:^|[.!?>*(] ?)(?:dear|hey|hello|attention)[,:!]? (?:all )?{_AI}\b ?[,:!]",
        r"\bsystem prompt ?[:=]|(?:^|\n|[>\]] ?)system: |<\|\w+\|>|\[/?inst\]|#{2,} ?(?:instruction|system)",
        r"\b(?:begin|new|updated|important) instructions? ?[:=]|\bdeveloper mode\b",
        r"\b(?:give|write|provide|leave) (?:only )?(?:an? )?(?:positive|favou?rable|glowing|enthusiastic)"
        r" (?:review|summary|rating)",
        rf"{_BEGUN}(?:say|state|claim|tell \w+|mention|emphasi[sz]e|write) that (?:this|the) (?:paper|work"
        r"|article) is\b",
        r"\b(?:accept|recommend) (?:this|the) paper\b|\bbest paper (?:ever|of all)"
        r"|\bdo not (?:highlight|mention) (?:any )?(?:negatives|weakness)",
        r"(?:忽略|无视|無視|忘记|忘記|不要理会|不用管)(?:掉)?(?:以上|上述|上面|前面|之前|先前|前述|全部|一切|此前|所有(?:指令|指示|内容))",
        r"(?:请|請)(?:只|仅|仅仅|直接|改为|转而|務必|务必)(?:回复|回覆|输出|輸出|回答|写|寫|说|說|返回|打印)",
        r"(?:回复|回覆|输出|輸出|回答|写道|写下|写出|写)(?:以下(?:文字|内容|句)|：|:|“|「|『|\")",
        r"(?:你是|您是|作为|作為|扮演)(?:一个|一名|一位|個)? ?(?:AI|人工智能|大?(?:语言)?模型)?(?:助手|助理)",
        r"(?:上記|以上|前|これまで)の?(?:指示|内容|文章|文|命令)?(?:を|は)(?:すべて|全て)?無視",
        r"(?:次|以下)の(?:よう|通り)に(?:出力|書|返答|回答)|のみを?(?:出力|返答|回答)(?:せよ|しろ|して)",
        r"(?:위|이전|앞|앞서)(?:의|에서)? ?(?:모든 )?(?:지시|내용|명령|글)\w*[을를]? ?무시|라고만 ?(?:답|출력|써)",
        r"\bignorier\w*\b(?: \w+){0,3} (?:obige\w*|vorherige\w*|vorige\w*|bisherige\w*|vorstehende\w*)",
        r"\b(?:antworte|schreibe?|gib)\b (?:nur|stattdessen|ausschließlich)\b",
        r"\b(?:ignore[zr]?|oublie[zr]?)\b(?: \S+){0,3} (?:précéd\w*|ci-dessus|consignes)",
        r"\b(?:réponds|répondez|écris|écrivez) (?:uniquement|seulement|plutôt|simplement)",
        r"\b(?:ignora[d]?|ignore|olvida[d]?|olvide|esqueça)\b(?: \S+){0,3} (?:anterior(?:es)?|acima|arriba)\b",
        r"\b(?:responde|escribe|escreva|responda) (?:solo|sólo|únicamente|apenas|somente)",
        r"\b(?:ignora|dimentica)\b(?: \S+){0,3} (?:precedent[ie]|sopra)|\b(?:rispondi|scrivi) (?:solo|soltanto)",
        r"(?:игнорируй|проигнорируй|забудь)\w*(?: \w+){0,3} (?:выше\w*|предыдущ\w*|инструкци\w*)",
        r"(?:ответь|напиши|выведи)(?:те)? (?:только|вместо|следующ\w*)",
    )
)

# To the reader of a summary; science asks nobody to buy, to click or to follow.
CALLS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:^|[.!?;:] ?|\b(?:please|just|now|to),? )(?:subscribe|sign up|click (?:on|here|the|this|below)"
        r"|tap (?:on|here|the)|follow (?:us|me|our|@)|join (?:us|our|the (?:channel|group|server|chat))"
        r"|download (?:now|here|it)|send (?:us|me|your|\d)|donate|dm (?:me|us)|contact (?:us|me)\b"
        r"|call (?:us|now)|check out|act now|learn more at|scan the (?:qr|code)|upvote|claim your)",
        r"(?:^|[.!?;:] ?|\b(?:please|now),? )(?:buy|invest in|vote for|visit|share) \w",
        r"\b(?:buy now|get rich|must[- ]read|best paper (?:ever|of)|airdrop|giveaway|click here)\b",
        r"(?:请|請|立即|赶快|马上|欢迎|敬请)(?:大家)?(?:关注|關注|订阅|訂閱|点击|點擊|加入|访问|購買|购买|扫码|联系|聯繫"
        r"|转发|轉發|下载|投票|打赏|添加|私信)",
        r"点击(?:链接|此处|这里|下方)|扫码(?:关注|加入|添加|领取)|加微信|微信号|关注\S{0,8}公众号"
        r"|必读(?:论文|之作|佳作)|史上最|最(?:好|佳|伟大|棒)的(?:一篇)?论文|强烈推荐",
        r"(?:登録|購読|フォロー|クリック|購入|アクセス)してください",
        r"(?:구독|클릭|가입|구매|방문|팔로우)(?:하세요|해 ?주세요|하십시오)",
        r"\b(?:abonnieren|klicken|folgen|besuchen|kaufen) sie\b",
        r"\b(?:abonnez|cliquez|suivez|visitez|achetez)-?(?:vous|nous)?\b",
        r"\b(?:suscríbete|haz clic|síguenos|visita nuestr\w|compra ahora|inscreva-se|clique (?:aqui|no)"
        r"|siga-nos|compre agora|iscriviti|clicca|seguici|visita il|acquista ora)\b",
        r"(?:подпишитесь|подписывайтесь|нажмите|перейдите|купите|посетите)",
    )
)
_ENDINGS = (
    "com|org|net|io|cn|me|gg|xyz|ru|top|info|app|dev|co|ly|de|fr|jp|kr|uk|us|eu|site|online|shop|club"
    "|link|edu|gov"
)
LINKS = re.compile(
    rf"\w+://|\bwww\.|(?<![\w.])[\w-]{{2,}}(?:\.[\w-]+)*\.(?:{_ENDINGS})(?![\w-])(?!\.\d)"
    r"|[\w.+-]+@[\w-]+\.\w{2,}|(?<![\w@])@[A-Za-z_]\w{2,}|\]\(|\b0x[0-9a-f]{32,}\b|\bbc1[a-z0-9]{20,}"
    r"|</?(?:a|b|i|u|s|p|br|img|div|span|script|style|iframe|svg|pre|code|tg-\w+)\b[^<>]*>",
    re.IGNORECASE,
)
PRINTABLE = 0.9  # of the letters of what was base64, if it was


def plainly(text: str) -> str:
    """*text* as a reader sees it: without invisible signs, look-alikes as what they look like."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).replace("\u2019", "'")
        latin = sum(sign.isascii() and sign.isalpha() for sign in text)
        if 2 * latin > len(text):
            text = text.translate(ALIKE)
    return " ".join(text.split())


def orders(text: str) -> str:
    """The words in *text* that command whoever summarises it; empty where there are none."""
    if hidden := HIDING.search(text):
        return f"an invisible sign (U+{ord(hidden[0]):04X})"
    seen = plainly(text)
    return _first(ORDERS, seen) or _encoded(seen)


def calls(text: str) -> str:
    """What in *text*, a summary, is said to its reader, or would lead them away; empty for none."""
    seen = plainly(text)
    link = LINKS.search(seen)
    return link[0] if link else _first(CALLS, seen) or _first(ORDERS, seen)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    return next((found[0] for pattern in patterns if (found := pattern.search(text))), "")


def _encoded(text: str) -> str:
    """A piece of *text* that is a sentence in base64."""
    for match in ENCODED.finditer(ADDRESS.sub(" ", text)):
        try:
            decoded = b64decode(match[0] + "=" * (-len(match[0]) % 4)).decode("utf-8")
        except (Error, UnicodeDecodeError):
            continue
        readable = sum(sign.isalpha() or sign in " .,:;!'\"" for sign in decoded)
        if " " in decoded.strip() and readable >= PRINTABLE * len(decoded):
            return match[0]
    return ""
