"""Bytes into text: every encoding that can be told is read, the others are refused."""

import codecs
from pathlib import Path

import pytest

from inputs import read_scenario
from inputs.texts import decoded, read_bytes
from tests.unit.inputs.folders import FIRMS, folder
from tests.unit.inputs.refusals import sentences

CHINESE = FIRMS.replace("First", "字节跳动").replace("Second", "清华大学")


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode(),
        CHINESE.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"),
        CHINESE.encode("gbk"),
        CHINESE.encode("gb18030"),
        CHINESE.replace("\n", "\r\n").encode("gbk"),
    ],
)
def test_table_is_read_whatever_program_saved_it(data: bytes, tmp_path: Path) -> None:
    firms = read_scenario(folder(tmp_path, firms_csv=data)).firms
    assert [firm.name for firm in firms.values()] == ["字节跳动", "清华大学"]
    assert list(firms) == ["F41", "F42"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("Société Générale".encode("latin-1"), "x.csv: is neither UTF-8 nor GB18030; save it as UTF-8"),
        (b"\xff\x00\x81", "x.csv: is neither UTF-8 nor GB18030; save it as UTF-8"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "x.csv: is neither UTF-8 nor GB18030; save it as UTF-8"),
        ("id".encode("utf-16-le"), "x.csv: is no text: it has NUL bytes; save it as UTF-8"),
    ],
)
def test_encoding_that_cannot_be_told_is_refused(data: bytes, sentence: str) -> None:
    assert sentences(decoded, data, "x.csv") == [sentence]


def test_rare_characters_beside_everyday_ones_are_read() -> None:
    name = "朱镕基喆大学"
    assert decoded(name.encode("gbk"), "x.csv") == name


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").mkdir()
    told = "firms.csv: cannot be read: is a directory; name a file that you may read"
    assert sentences(read_bytes, tmp_path / "firms.csv") == [told]
