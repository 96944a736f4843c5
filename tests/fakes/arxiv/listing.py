"""
The pages of what was announced: /list/<subject>/new today, /catchup/<subject>/<day> before.

Rules: https://github.com/arXiv/arxiv-browse (templates/list/new.html, templates/catchup.html,
controllers/catchup_page.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from storage.taxonomy import canonical, subject_name
from tests.fakes.arxiv.book import Entry, categories_asked, eastern_day
from tests.fakes.arxiv.entries import Slice, listed, page, sections
from tests.fakes.arxiv.view import View, bad_request
from tests.fakes.arxiv.wire import Asked, Reply

SHOWS = (25, 50, 100, 250, 500, 1000, 2000)
CAUGHT_UP = 2000  # entries of a catch-up page
DAYS_BACK = 90


def listing(asked: Asked, view: View) -> Reply:
    """The answer to /list/<subject>/new."""
    subject = asked.path.split("/")[2]
    categories = categories_asked(subject)
    if categories is None:
        return bad_request(f"Invalid archive or category: {subject}")
    skip, show = asked.parameters.get("skip", "0"), asked.parameters.get("show", "2000")
    if not skip.isdigit():
        return bad_request("Invalid value of skip")
    if not show.isdigit() or int(show) not in SHOWS:
        return bad_request(f"Invalid value of show. Use one of {', '.join(map(str, SHOWS))}")
    day = view.listed_day
    entries = listed(view.batch(day, categories), categories)
    carried = _carried(view, entries[int(skip) : int(skip) + int(show)])
    part = Slice(day=entries, skip=int(skip), show=int(show), carried=carried)
    return Reply(body=_new_page(subject, day or eastern_day(view.now), part))


def _new_page(subject: str, day: date, part: Slice) -> str:
    paging = _paging(subject, part)
    found = sections(part) or "    <p>No updates today.</p>\n"
    content = (
        f'<p>See <a id="recent-{subject}" aria-labelledby="recent-{subject}" '
        f'href="/list/{subject}/recent">recent</a> articles</p>\n'
        f"<h3>Showing new listings for {day:%A}, {day.day} {day:%B %Y}</h3>\n"
        f"{paging}{found}{paging}"
    )
    return page(f"{subject_name(subject)} ", subject_name(subject), content)


def _paging(subject: str, part: Slice) -> str:
    total = len(part.day)
    if not total:
        return ""
    links = [_range(subject, first, part) for first in range(0, total, part.show)]
    pages = f":\n{''.join(links)}" if total > part.show else ""
    return (
        f"    <div class='paging'>Total of {total} entries {pages}\n    </div>\n"
        f"    <div class='morefewer'>Showing up to {part.show} entries per page:\n"
        '      <span style="color: #454545">fewer</span> |\n'
        '      <span style="color: #454545">more</span> |\n'
        '      <span style="color: #454545">all</span>\n    </div>\n'
    )


def _range(subject: str, first: int, part: Slice) -> str:
    words = f"{first + 1}-{min(first + part.show, len(part.day))}"
    if first == part.skip:
        return f"      <span>{words}</span>\n"
    address = f"/list/{subject}/new?skip={first}&amp;show={part.show}"
    return f'      <a href={address} rel="nofollow">{words}</a>\n'


def catchup(asked: Asked, view: View) -> Reply:
    """The answer to /catchup/<subject>/<day>?abs=True&page=N."""
    _, _, subject, written = asked.path.split("/")
    categories = categories_asked(subject)
    day, problem = _day(written, eastern_day(view.now))
    abstracts, number = asked.parameters.get("abs", "False"), asked.parameters.get("page", "1")
    if categories is None:
        problem = "Invalid subject. Subject must be an archive, category or 'grp_physics'"
    elif abstracts not in ("True", "False"):
        problem = "Invalid abs value. Use ?abs=True to include abstracts or ?abs=False to not"
    elif not number.isdigit() or int(number) < 1:
        problem = "Invalid page value. Page value should be a positive integer like ?page=3"
    if problem or day is None or categories is None:
        return bad_request(problem)
    if canonical(subject) != subject:
        address = f"/catchup/{canonical(subject)}/{written}?abs={abstracts}&page={number}"
        return Reply(status=301, headers={"Location": address})
    skip = (int(number) - 1) * CAUGHT_UP
    entries = listed(view.batch(day, categories), categories) if _is_out(day, view) else ()
    carried = _carried(view, entries[skip : skip + CAUGHT_UP])
    shown = Slice(
        day=entries, skip=skip, show=CAUGHT_UP, carried=carried, abstracts=abstracts == "True"
    )
    return Reply(body=_catchup_page(subject, day, shown, view.book.following(day, view.now)))


def _carried(view: View, shown: Sequence[Entry]) -> frozenset[str]:
    """The papers that the page really has: all that it says, unless it is a partial one."""
    return frozenset(entry.paper.id for entry in view.kept(shown))


def _is_out(day: date, view: View) -> bool:
    return view.book.is_out(day, view.now)


def _day(written: str, today: date) -> tuple[date | None, str]:
    """The day that is *written* in the address, or why it cannot be asked for."""
    two_digits = re.fullmatch(r"\d{4}-\d{2}-\d{2}", written)
    try:
        day = date.fromisoformat(written if two_digits else "")
    except ValueError:
        return None, "Invalid date format. Use format: YYYY-MM-DD"
    if day < today - timedelta(days=DAYS_BACK):
        return None, f"Invalid date: {day}. Catchup only allowed for past {DAYS_BACK} days"
    if day > today:
        return None, f"Invalid date: {day}. Can't request date later than today"
    return day, ""


def _catchup_page(subject: str, day: date, part: Slice, following: date | None) -> str:
    when = f"{day:%a, %d %b %Y}"
    number = part.skip // CAUGHT_UP + 1
    address = f"/catchup/{subject}/{day}?abs={part.abstracts}"
    count = len(part.day)
    links = [
        f"<span>{n}</span>" if n == number else f"<a href={address}&amp;page={n}>{n}</a>"
        for n in range(1, count // CAUGHT_UP + 2)
    ]
    pages = f"  View page: {' '.join(links)}" if count > CAUGHT_UP else ""
    total = f"      Total of {count} entries for {when}\n      {pages}\n      <br>\n"
    if following:
        total += (
            f'        <a href="/catchup/{subject}/{following}?abs={part.abstracts}&amp;page=1">'
            f"Continue catchup on {following:%a, %d %b %Y}</a>\n"
        )
    words = f"No further updates for {when}" if number > 1 else f"<p>No updates for {when}</p>"
    found = sections(part) or f"      <br>\n        <div>\n          {words}\n        </div>\n"
    content = f"    <ul></ul>\n    <div>\n{total}    </div>\n{found}    <div></div>\n{total}"
    heading = f"Catchup results for {subject_name(subject)} on {when}"
    return page(heading, heading, content)
