"""
Markup from outside -> trees: XML without entities or network, HTML as it comes.

What cannot be read raises `Unreadable`, whatever is wrong with it.
"""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from adapters.ports import Unreadable

HTML_STARTS = (b"<!doctype html", b"<html")
ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def parse_xml(body: bytes) -> Any:
    """The root of an XML document; one with a document type is refused, for nobody sends one."""
    start = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(HTML_STARTS):
        raise Unreadable("arXiv answered with an HTML page where it should answer with XML.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise Unreadable(f"arXiv's answer is no whole XML document ({_reason(error)}).") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("arXiv's answer declares a document type, which none of its answers does.")
    return root


def parse_html(body: bytes) -> Any:
    """The root of an HTML page in UTF-8; the parser mends what it can."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(body.replace(b"\0", b""), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"arXiv's answer is no HTML page ({_reason(error)}).") from error


def local_name(element: Any) -> str:
    """The element's name without its namespace; nothing for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_at(element: Any, name: str) -> str:
    """All text inside the first child called *name* (qualified), or nothing."""
    found = element.find(name)
    return "" if found is None else "".join(found.itertext())


def texts_at(element: Any, name: str) -> list[str]:
    """The text of every child called *name* (qualified)."""
    return ["".join(child.itertext()) for child in element.findall(name)]


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0][:120] or "it is empty"
