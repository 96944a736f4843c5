"""What can be done about an answer that is none: `Trouble`, by status and by words. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus

from adapters.model import ModelError, Trouble
from adapters.summaries.replies import Complaint, Reply, complaint_in, is_page
from adapters.summaries.secrecy import shown
from adapters.summaries.waits import wait_in

HOPELESS = frozenset({401, 402, 403, 404, 405, 407, 410})
BUSY = frozenset({429, 498, 503, 529})  # 498 is Groq's, 529 Anthropic's word for overloaded
PASSING = frozenset({408, 409, 425, 499})
NO_KEY = frozenset({HTTPStatus.UNAUTHORIZED})
# This one request is not answered, whatever the status is.
ABOUT_THE_REQUEST = re.compile(
    r"""context[_\ ](?:length|window|size)|maximum\ context|exceed_context|prompt\ is\ too\ long
    |content[_\ ](?:filter|policy|management)|data_?inspection|inappropriate\ content|moderation
    |\bflagged\b|content\ exists\ risk|safety\ (?:system|reasons|policy)""",
    re.VERBOSE,
)
# The next one would not be either, whatever the status is. (Google says "exceeded your current
# quota" of a minute's limit as well, so that alone tells nothing.)
ABOUT_THE_ACCOUNT = re.compile(
    r"""insufficient[_\ ](?:user[_\ ])?(?:quota|balance|credits?|funds)|exceeded_current_quota
    |credit\ balance|billing[_\ ](?:hard_limit|not_active)|arrear|余额|欠费|额度不足
    |access_terminated
    |api[_\ ]key[_\ ](?:not\ valid|invalid|expired)|invalid[_\ ]api[_\ ]key|incorrect\ api\ key
    |account[_\ ](?:deactivated|suspended)|unsupported_country""",
    re.VERBOSE,
)
ABOUT_THE_MODEL = re.compile(
    r"""model[_\ ]not[_\ ](?:found|exist)|unknown[_\ ]model|invalid[_\ ]model|模型不存在
    |\bmodel\b.{0,80}?(?:not\ found|does\ not\ exist|decommissioned|deprecated
    |no\ longer\ (?:available|exist|served))""",
    re.VERBOSE,
)


def trouble_of(reply: Reply, place: str, key: str, now: datetime) -> ModelError:
    """The error that *reply* of the endpoint at *place* means; its message never holds *key*."""
    complaint = complaint_in(reply.body)
    trouble = _trouble(reply, complaint)
    wait = wait_in(reply.headers, complaint.wait, now)
    return ModelError(_message(reply, complaint, place, key), trouble, retry_after=wait)


def _trouble(reply: Reply, complaint: Complaint) -> Trouble:
    # A gateway may answer 200 and tell the status of whom it asked.
    status = complaint.status if reply.is_good else reply.status
    words = complaint.words
    if ABOUT_THE_ACCOUNT.search(words) or (is_not_busy(status) and ABOUT_THE_MODEL.search(words)):
        return Trouble.HOPELESS
    if is_not_busy(status) and ABOUT_THE_REQUEST.search(words):
        return Trouble.REFUSED
    return _by_status(status)


def is_elsewhere(complaint: Complaint, *, named: bool) -> bool:
    """Whether what is wrong is certainly not in which manner it was asked; *named*: one is."""
    words = complaint.words
    if ABOUT_THE_ACCOUNT.search(words) or ABOUT_THE_REQUEST.search(words):
        return True
    return not named and ABOUT_THE_MODEL.search(words) is not None


def is_not_busy(status: int) -> bool:
    """Whether the words of the answer are about what was asked, not about when."""
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and (
        status not in BUSY
    )


def _by_status(status: int) -> Trouble:
    if status in HOPELESS:
        return Trouble.HOPELESS
    if status in BUSY:
        return Trouble.BUSY
    if is_not_busy(status) and status not in PASSING:
        return Trouble.REFUSED
    return Trouble.BROKEN


def _message(reply: Reply, complaint: Complaint, place: str, key: str) -> str:
    if reply.status in NO_KEY:  # the words of the server may show a part of it
        return f"{place} does not accept LLM_API_KEY ({reply.status})."
    said = shown(complaint.message, key).rstrip(".")
    if is_page(reply.body):
        said = "a web page instead of JSON; is LLM_BASE_URL right?"
        return f"{place} answered {reply.status} with {said}"
    return f"{place} answered {reply.status}: {said or _phrase(reply.status)}."


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "it does not say why"
