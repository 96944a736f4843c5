"""Answers in the shapes that arXiv gives, made up; and a client whose arXiv is a function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape

import httpx

from adapters.arxiv.client import ArxivClient
from adapters.ports import KnownTag

NOON = datetime(2026, 8, 12, 12, 0, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]

FEED_NAMES = (
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
API_NAMES = (
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom"'
)


@dataclass
class Asking:
    """A client, and everything that went through it; its clock stands still at *now*."""

    handler: Handler
    turns: float = 0.0
    chance: float = 0.0
    urls: list[str] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    taken: int = 0
    now: datetime = NOON

    @property
    def client(self) -> ArxivClient:
        """A new client with a clock moved by hand, recorded waits and this arXiv."""
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return ArxivClient(
            http,
            turn=self._turn,
            sleep=self._sleep,
            now=lambda: self.now,
            chance=lambda: self.chance,
            notice=self.notices.append,
        )

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.urls.append(str(request.url))
        answer = self.handler(request)
        return answer if isinstance(answer, httpx.Response) else await answer

    async def _turn(self) -> float:
        self.taken += 1
        return self.turns

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def in_turn(*responses: httpx.Response | Exception) -> Handler:
    """An arXiv that gives these answers, one after the other."""
    left = list(responses)

    def handler(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handler


def by_address(answers: Mapping[str, str | bytes]) -> Handler:
    """An arXiv that has these addresses (what follows the host), and 404 for others."""

    def handler(request: httpx.Request) -> httpx.Response:
        body = answers.get(request.url.raw_path.decode())
        if body is None:
            return httpx.Response(404, text="Not Found")
        return httpx.Response(200, content=body)

    return handler


async def knows_nothing(url: str) -> str | None:
    """No ETag is remembered."""
    return None


def knows(tags: Mapping[str, str]) -> KnownTag:
    """Remembers these ETags."""

    async def known(url: str) -> str | None:
        return tags.get(url)

    return known


def entry(
    number: str = "2608.00001",
    *,
    subjects: Iterable[str] = ("Artificial Intelligence (cs.AI)",),
    version: int | None = None,
    title: str = "On rivers",
    more: str = "",
) -> str:
    """One paper of a listing; *more* stands between its authors and its subjects."""
    first, *others = subjects
    link = f', <a href="https://arxiv.org/html/{number}v{version}">html</a>' if version else ""
    rest = "".join(f"; {subject}" for subject in others)
    return f"""<dt>
      <a name='item1'>[1]</a>
      <a href ="/abs/{number}" title="Abstract" id="{number}">
        arXiv:{number}
      </a>
        [<a href="/pdf/{number}" title="Download PDF">pdf</a>{link}]
    </dt>
    <dd>
      <div class='meta'>
        <div class='list-title mathjax'><span class='descriptor'>Title:</span>
          {title}
        </div>
        <div class='list-authors'><a href="/search">Ada Lovelace</a>, <a href="/s">Wu Li</a></div>
        {more}
        <div class='list-subjects'><span class='descriptor'>Subjects:</span>
          <span class="primary-subject">{first}</span>{rest}
        </div>
        <p class='mathjax'>
          Rivers matter.
        </p>
      </div>
    </dd>"""


def section(name: str, *entries: str, total: int | None = None, shown: int | None = None) -> str:
    """One section of a listing with its heading."""
    counts = f"(showing {shown or len(entries)} of {total or len(entries)} entries)"
    return f"<dl id='articles'><h3>{name} submissions {counts}</h3>{''.join(entries)}</dl>"


def listing(*sections: str, day: str = "Wednesday, 12 August 2026", total: int = 0) -> str:
    """The listing page of a day."""
    said = f"<div class='paging'>Total of {total} entries</div>" if total else ""
    found = "".join(sections) or "<p>No updates today.</p>"
    return f"<html><body><h3>Showing new listings for {day}</h3>{said}{found}</body></html>"


def item(
    identifier: str = "2608.00001v1",
    kind: str = "new",
    *,
    categories: Iterable[str] = ("cs.AI",),
    title: str = "On rivers",
    more: str = "",
) -> str:
    """One item of an RSS feed."""
    filed = "".join(f"<category>{name}</category>" for name in categories)
    return f"""<item>
      <title>{escape(title)}</title>
      <link>https://arxiv.org/abs/{identifier.partition("v")[0]}</link>
      <description>arXiv:{identifier} Announce Type: {kind} \nAbstract: Rivers matter.</description>
      <guid isPermaLink="false">oai:arXiv.org:{identifier}</guid>
      {filed}<pubDate>Wed, 12 Aug 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>{kind}</arxiv:announce_type>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <dc:creator>Ada Lovelace, Wu Li</dc:creator>{more}
    </item>"""


def rss(
    *items: str, day: str = "Wed, 12 Aug 2026 00:00:00 -0400", title: str = "updates on arXiv.org"
) -> str:
    """An RSS feed."""
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rss {FEED_NAMES} version="2.0"><channel>
    <title>{title}</title>
    <description>the reason.</description>
    <lastBuildDate>Wed, 12 Aug 2026 04:00:11 +0000</lastBuildDate>
    <pubDate>{day}</pubDate>
    <skipDays><day>Saturday</day><day>Sunday</day></skipDays>
    {"".join(items)}
</channel></rss>"""


def atom_entry(identifier: str = "2608.00001v1", kind: str = "new") -> str:
    """One entry of an Atom feed."""
    return f"""<entry>
    <id>oai:arXiv.org:{identifier}</id>
    <title>On rivers</title>
    <updated>2026-08-12T04:00:19.899254+00:00</updated>
    <summary>arXiv:{identifier} Announce Type: {kind} \nAbstract: Rivers matter.</summary>
    <category term="cs.AI"/><category term="stat.ML"/>
    <published>2026-08-12T00:00:00-04:00</published>
    <arxiv:announce_type>{kind}</arxiv:announce_type>
    <dc:creator>Ada Lovelace</dc:creator>
  </entry>"""


def atom(*entries: str, updated: str = "2026-08-12T04:00:02.481207+00:00") -> str:
    """An Atom feed."""
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed {FEED_NAMES} xmlns="http://www.w3.org/2005/Atom">
  <title>cs.AI updates on arXiv.org</title>
  <updated>{updated}</updated>
  <subtitle>the reason.</subtitle>
  {"".join(entries)}
</feed>"""


def api_entry(identifier: str = "2608.00001v2", *, more: str = "", title: str = "On rivers") -> str:
    """One entry of the query API."""
    return f"""<entry>
    <id>http://arxiv.org/abs/{identifier}</id>
    <title>{title}</title>
    <updated>2026-08-12T08:15:48Z</updated>
    <summary>  Rivers matter.</summary>
    <category term="cs.LG"/><category term="cs.AI"/><category term="68T50 (Primary)"/>
    <published>2026-08-10T16:19:50Z</published>
    <arxiv:primary_category term="cs.AI"/>
    <author><name>Ada Lovelace</name><arxiv:affiliation>London</arxiv:affiliation></author>
    <author><name>:</name></author>
    <author><name>Wu Li</name></author>{more}
  </entry>"""


def api(*entries: str, total: int | None = None) -> str:
    """An answer of the query API."""
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed {API_NAMES}>
  <title>arXiv Query</title>
  <opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>
  {"".join(entries)}
</feed>"""


API_ERROR = """<entry>
    <id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id>
    <title>Error</title>
    <summary>incorrect id format for abc</summary>
    <author><name>arXiv api core</name></author>
  </entry>"""


def version(number: int, day: int, source: str = "") -> str:
    """One version of a paper in arXivRaw."""
    kind = f"<source_type>{source}</source_type>" if source else ""
    return (
        f'<version version="v{number}"><date>Mon, {day:02} Aug 2026 15:29:38 GMT</date>'
        f"<size>13kb</size>{kind}</version>"
    )


def raw_record(identifier: str = "2608.00001", *, versions: str = "", status: str = "") -> str:
    """One record of OAI-PMH in arXivRaw."""
    state = f' status="{status}"' if status else ""
    return f"""<record><header{state}>
    <identifier>oai:arXiv.org:{identifier}</identifier><datestamp>2026-08-12</datestamp>
    </header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
    <id>{identifier}</id><submitter>Ada</submitter>{versions or version(1, 3)}
    <title>On rivers</title><authors>Ada Lovelace (London), Wu Li</authors>
    <categories>cs.AI cs.LG</categories><comments>5 pages</comments>
    <journal-ref>J. Rivers 1</journal-ref><doi>10.1/2</doi>
    <license>http://creativecommons.org/licenses/by/4.0/</license>
    <abstract>  Rivers matter.</abstract></arXivRaw></metadata></record>"""


def oai(*records: str, token: str = "", error: str = "") -> str:
    """An answer of OAI-PMH; *error* is a code."""
    content = f"<ListRecords>{''.join(records)}{token}</ListRecords>"
    if error:
        content = f"<error code='{error}'>The reason.</error>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-08-12T10:54:45Z</responseDate><request>http://oaipmh.arxiv.org/oai</request>
{content}</OAI-PMH>"""


def resume(token: str) -> str:
    """A resumption token that is good until midnight."""
    return f"<resumptionToken expirationDate='2026-08-13T00:00:00Z'>{token}</resumptionToken>"
