"""A place to drop files: an input that every keyboard reaches; the files come to the server all at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from api.pages.frame import show
from api.pages.markup import tag


def dropzone(words: str, received: Callable[[events.MultiUploadEventArguments], Awaitable[None]]) -> ui.upload:
    """The input under its words. The uploader of NiceGUI only lends its address, and is not shown."""
    transport = ui.upload(multiple=True, on_multi_upload=received).classes("gone").props("aria-hidden=true")
    chooser = tag("input", "", id="files", type="file", multiple=True, data_upload=str(transport.id))
    show(tag("div", tag("label", words, for_="files") + chooser, class_="dropzone", data_drop="files"))
    return transport
