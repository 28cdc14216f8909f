"""Pages, taken apart: their elements in order, with what is wrong with them as a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"meta", "br", "link", "img"}
OUTSIDE = re.compile(r"https?:|//|\burl\(|@import|<script|<link|<img|<iframe|\bsrc=|\bon\w+=", re.IGNORECASE)
"""What a page that asks nothing of any other place has nowhere."""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in the order in which they begin; `text` is what stands anywhere inside one."""

    source: str
    elements: list[Element] = field(default_factory=list)
    open_: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()
        assert self.open_ == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in EMPTY:
            self.open_.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_.pop().tag == tag
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self.open_:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    @property
    def text(self) -> str:
        return " ".join(self.all("body")[0].text.split())
