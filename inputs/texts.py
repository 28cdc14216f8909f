"""Texts: bytes of a file decoded, whatever program saved them, or refused."""

from __future__ import annotations

import codecs
from pathlib import Path

from optimizer.errors import InputError, Problem

SAVE = "save it as UTF-8"


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: if it cannot be read, or is empty.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        seen = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise InputError([Problem((), seen, "name a file that you may read", path.name)]) from error
    if not data.strip():
        raise InputError([Problem((), "is empty", "write it, or remove it", path.name)])
    return data


def decoded(data: bytes, name: str) -> str:
    """The text that bytes stand for, in UTF-8, UTF-16 with a mark, or GB18030 where that can be told.

    Raises:
        InputError: if the encoding cannot be told.
    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _chinese(data, name)
    if "\0" in text:
        raise InputError([Problem((), "is no text: it has NUL bytes", SAVE, name)])
    return text


def _chinese(data: bytes, name: str) -> str:
    """Bytes as GB18030, if most of what is not ASCII is then among the everyday characters of GB2312."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    foreign = [character for character in text if not character.isascii()]
    everyday = [character for character in foreign if _is_everyday(character)]
    if 2 * len(everyday) <= len(foreign):
        raise InputError([Problem((), "is neither UTF-8 nor GB18030", SAVE, name)])
    return text


def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
