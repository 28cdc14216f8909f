from pathlib import Path

import pytest

from api.outputs import fill_folder, refuse_folder
from optimizer.errors import InputError

FILES = {"plan.json": b"{}", "awards.csv": b"a,b\n"}


def contents(folder: Path) -> dict[str, bytes]:
    return {item.name: item.read_bytes() for item in folder.iterdir()}


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    fill_folder(tmp_path / "a" / "b", FILES)
    assert contents(tmp_path / "a" / "b") == FILES
    assert [item.name for item in (tmp_path / "a").iterdir()] == ["b"]


def test_what_else_is_in_a_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    fill_folder(tmp_path, FILES)
    assert contents(tmp_path) == FILES | {"notes.txt": b"mine"}


def test_an_interruption_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.json").write_bytes(b"old")
    write = Path.write_bytes

    def interrupted(path: Path, data: bytes) -> int:
        if path.name == "awards.csv":
            raise KeyboardInterrupt
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fill_folder(tmp_path, FILES)
    with pytest.raises(KeyboardInterrupt):
        fill_folder(tmp_path / "new", FILES)
    assert contents(tmp_path) == {"plan.json": b"old"}


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"mine")
    with pytest.raises(InputError, match=r'--out: ".*" is not empty and holds no plan.json; name a new folder'):
        refuse_folder(tmp_path, place="--out", replaces="plan.json")
    with pytest.raises(InputError, match=r'DIR: ".*" is not empty; name a new or an empty folder'):
        refuse_folder(tmp_path, place="DIR")


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"mine")
    with pytest.raises(InputError, match=r'--out: ".*notes.txt" is a file; name a folder, new or empty'):
        refuse_folder(tmp_path / "notes.txt", place="--out")
    with pytest.raises(InputError, match=r'--out: ".*notes.txt" is a file; name a folder, new or empty'):
        refuse_folder(tmp_path / "notes.txt" / "deeper", place="--out")


def test_a_place_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, _: path != tmp_path)
    with pytest.raises(InputError, match=r'--out: ".*" may not be written to; name a folder that may'):
        refuse_folder(tmp_path / "new" / "deeper", place="--out")


def test_a_new_folder_an_empty_one_and_one_that_holds_a_plan_are_taken(tmp_path: Path) -> None:
    refuse_folder(tmp_path / "new", place="--out")
    refuse_folder(tmp_path, place="--out")
    fill_folder(tmp_path, FILES)
    refuse_folder(tmp_path, place="--out", replaces="plan.json")
    assert contents(tmp_path) == FILES
