"""
OAI-PMH, /oai, as oaipmh.arxiv.org answers since March 2025.

Rules: https://github.com/arXiv/oaipmh (requests/, processors/fetch_list.py, processors/resume.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn
from urllib.parse import parse_qs, quote, unquote, urlencode

from tests.fakes.arxiv.book import HARVESTED_AT
from tests.fakes.arxiv.records import FORMATS, Record, document, identify, record_of, set_list, sets
from tests.fakes.arxiv.view import View
from tests.fakes.arxiv.wire import Asked, Reply

EARLIEST = date(2005, 9, 16)
PREFIX = "oai:arXiv.org:"
ARGUMENTS: Mapping[str, frozenset[str]] = {
    "Identify": frozenset(),
    "ListSets": frozenset(),
    "GetRecord": frozenset({"identifier", "metadataPrefix"}),
    "ListRecords": frozenset({"metadataPrefix", "set", "from", "until", "resumptionToken"}),
}
PROBLEMS = {
    "badVerb": "Value of the verb argument is not a legal OAI-PMH verb, the verb argument is "
    "missing, or the verb argument is repeated.",
    "badArgument": "The request includes illegal arguments, is missing required arguments, "
    "includes a repeated argument, or values for arguments have an illegal syntax.",
    "badResumptionToken": "The value of the resumptionToken argument is invalid or expired.",
    "cannotDisseminateFormat": "The metadata format identified by the value given for the "
    "metadataPrefix argument is not supported by the item or by the repository.",
    "idDoesNotExist": "The value of the identifier argument is unknown or illegal in this "
    "repository.",
    "noRecordsMatch": "The combination of the values of the from, until, set and metadataPrefix "
    "arguments results in an empty list.",
}
KEEPS_ARGUMENTS = ("noRecordsMatch", "idDoesNotExist")  # the others do not repeat the request


class Problem(Exception):
    """An OAI-PMH error; *code* is one of `PROBLEMS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Repository:
    """What OAI-PMH remembers from one request to the next: the tokens that it gave."""

    page: int = 2500  # records of an answer
    expiries: dict[str, datetime] = field(default_factory=dict)

    def answer(self, asked: Asked, view: View) -> Reply:
        """The answer to /oai."""
        given = asked.parameters
        try:
            inside = self._answer(asked, view)
        except Problem as problem:
            kept = given if problem.code in KEEPS_ARGUMENTS else {}
            error = f"    <error code='{problem.code}'>{PROBLEMS[problem.code]}</error>"
            return _reply(view, kept, error)
        return _reply(view, given, inside)

    def _answer(self, asked: Asked, view: View) -> str:
        given = asked.parameters
        verb = given.pop("verb", "")
        if verb not in ARGUMENTS:
            _refuse("badVerb")
        if len(asked.query) != len(given) + 1 or given.keys() - ARGUMENTS[verb]:
            _refuse("badArgument")
        verbs: dict[str, Callable[[], str]] = {
            "Identify": lambda: identify(EARLIEST),
            "ListSets": set_list,
            "GetRecord": lambda: _get_record(given, view),
            "ListRecords": lambda: self._list(given, view),
        }
        return verbs[verb]()

    def _list(self, given: dict[str, str], view: View) -> str:
        token = given.get("resumptionToken")
        skip = 0
        if token is not None:
            if len(given) > 1:
                _refuse("badArgument")
            given, skip = self._resumed(token, view.now)
        found = _selected(given, view)
        shown, rest = found[skip : skip + self.page], found[skip + self.page :]
        if not shown or view.has("empty"):
            _refuse("noRecordsMatch")
        body = "".join(record.written(given["metadataPrefix"]) for record in shown)
        ending = self._token(given, shown, rest, (skip, view.now)) if rest else ""
        if not rest and token is not None:
            ending = "                    <resumptionToken/>\n"
        return f"    <ListRecords>\n{body}{ending}\n    </ListRecords>"

    def _resumed(self, token: str, now: datetime) -> tuple[dict[str, str], int]:
        # arXiv decodes once more than it must: a token that lost its encoding still works there.
        known = {unquote(given): expiry for given, expiry in self.expiries.items()}
        expiry = known.get(unquote(token))
        if expiry is None or now >= expiry:
            _refuse("badResumptionToken")
        given = {name: values[0] for name, values in parse_qs(unquote(token)).items()}
        skip = int(given.pop("skip"))
        given.pop("verb")
        return given, skip

    def _token(
        self,
        given: Mapping[str, str],
        shown: Sequence[Record],
        rest: Sequence[Record],
        at: tuple[int, datetime],
    ) -> str:
        """
        A token for the rest, with the moment it expires: the next midnight, UTC.

        It goes on from the day of the first record left, past those of that day already shown.
        """
        skip, now = at
        day = rest[0].datestamp
        if shown[0].datestamp == day:
            skip += self.page
        else:
            given = {**given, "from": day.isoformat()}
            skip = sum(record.datestamp == day for record in shown)
        ordered = {"verb": "ListRecords", **given, "skip": str(skip)}
        token = quote(urlencode(ordered))
        tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
        self.expiries[token] = datetime.combine(tomorrow, time(0), UTC)
        return (
            f"                    <resumptionToken expirationDate='{tomorrow}T00:00:00Z'>"
            f"{token}</resumptionToken>\n"
        )


def _refuse(code: str) -> NoReturn:
    raise Problem(code)


def _reply(view: View, given: Mapping[str, str], inside: str) -> Reply:
    return Reply(content_type="application/xml", body=document(view.now, given, inside))


def _records(view: View) -> list[Record]:
    known = view.book.known(view.now, at=HARVESTED_AT).values()
    return sorted(
        (record_of(paper, day) for paper, day in known), key=lambda one: (one.datestamp, one.name)
    )


def _get_record(given: Mapping[str, str], view: View) -> str:
    if len(given) != len(ARGUMENTS["GetRecord"]) or not given["identifier"].startswith(PREFIX):
        _refuse("badArgument")
    if given["metadataPrefix"] not in FORMATS:
        _refuse("cannotDisseminateFormat")
    wanted = [record for record in _records(view) if record.name == given["identifier"]]
    if not wanted or view.has("empty"):
        _refuse("idDoesNotExist")
    return f"    <GetRecord>\n{wanted[0].written(given['metadataPrefix'])}\n    </GetRecord>"


def _selected(given: Mapping[str, str], view: View) -> list[Record]:
    if "metadataPrefix" not in given:
        _refuse("badArgument")
    if given["metadataPrefix"] not in FORMATS:
        _refuse("cannotDisseminateFormat")
    first = _day(given.get("from", EARLIEST.isoformat()))
    last = _day(given.get("until", date.max.isoformat()))
    wanted = given.get("set", "")
    if first > last or (wanted and wanted not in sets()):
        _refuse("badArgument")
    return [
        record
        for record in _records(view)
        if first <= record.datestamp <= last and (not wanted or record.belongs_to(wanted))
    ]


def _day(written: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        _refuse("badArgument")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Problem("badArgument") from error
