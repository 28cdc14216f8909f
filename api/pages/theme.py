"""The look of every screen: one style sheet and one script, served from here and from no other machine."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from nicegui import app, ui

STATIC = Path(__file__).parent / "static"
FILES = ("style.css", "page.js")
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1b4f8a"/>'
    '<path d="M3 12V8h2.5v4zM6.8 12V4h2.5v8zM10.5 12V6H13v6z" fill="#fff"/></svg>'
)


def serve() -> None:
    """Serve the look, and put it into the head of every screen.

    The URL of a file holds its digest, so that a browser may keep it for as long as it likes.
    """
    urls = {}
    for name in FILES:
        path = STATIC / name
        urls[name] = f"/assets/{sha256(path.read_bytes()).hexdigest()[:12]}/{name}"
        app.add_static_file(local_file=path, url_path=urls[name], max_cache_age=31_536_000)
    ui.add_head_html(
        f'<link rel="stylesheet" href="{urls["style.css"]}"><script src="{urls["page.js"]}"></script>', shared=True
    )
