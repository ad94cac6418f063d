import logging
from pathlib import Path

import pytest

from common.state_file import LARGEST_BYTES, StateFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "p2.json"


def test_what_was_saved_is_loaded_after_a_restart(path: Path) -> None:
    StateFile(path).save({"driving": 2})
    assert StateFile(path).load() == {"driving": 2}


def test_at_the_very_first_start_there_is_nothing(path: Path) -> None:
    assert StateFile(path).load() == {}
    assert not path.parent.exists()


def test_the_last_one_saved_counts_and_nothing_else_lies_about(path: Path) -> None:
    file = StateFile(path)
    file.save({"driving": 1})
    file.save({"driving": 2})
    assert file.load() == {"driving": 2}
    assert [each.name for each in path.parent.iterdir()] == ["p2.json"]


@pytest.mark.parametrize("content", [b"", b'{"driving": ', b"\xff\xfe", b"[1]", b"5", b"null", b"[" * 5000])
def test_what_cannot_be_read_is_set_aside_and_said(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert StateFile(path).load() == {}
    assert path.with_suffix(".broken").read_bytes() == content
    assert "starting without it" in caplog.text


def test_a_file_that_was_set_aside_is_no_obstacle(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    file = StateFile(path)
    file.load()
    file.save({"driving": 1})
    assert file.load() == {"driving": 1}


def test_a_line_that_was_cut_off_leaves_the_one_before(path: Path) -> None:
    StateFile(path).save({"driving": 1})
    with path.open("ab") as file:
        file.write(b'{"driv')
    assert StateFile(path).load() == {"driving": 1}


def test_after_a_line_that_was_cut_off_the_next_one_counts(path: Path) -> None:
    StateFile(path).save({"driving": 1})
    with path.open("ab") as file:
        file.write(b'{"driv')
    StateFile(path).save({"driving": 2})
    assert StateFile(path).load() == {"driving": 2}


def test_a_file_that_was_deleted_meanwhile_is_begun_anew(path: Path) -> None:
    file = StateFile(path)
    file.save({"driving": 1})
    path.unlink()
    file.save({"driving": 2})
    assert StateFile(path).load() == {"driving": 2}


def test_it_never_grows_beyond_its_bound(path: Path) -> None:
    file = StateFile(path)
    for driving in range(10_000):
        file.save({"driving": driving})
    assert path.stat().st_size <= LARGEST_BYTES
    assert StateFile(path).load() == {"driving": 9_999}


def test_a_state_larger_than_the_bound_is_kept_too(path: Path) -> None:
    file = StateFile(path)
    for number in range(3):
        file.save({"spots": [f"A{number}"] * LARGEST_BYTES})
    assert StateFile(path).load()["spots"][0] == "A2"


def test_a_folder_that_cannot_be_written_is_said_once_and_the_service_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    file = StateFile(tmp_path / "state" / "p2.json")
    for driving in range(3):
        file.save({"driving": driving})
    assert [entry.levelno for entry in caplog.records] == [logging.ERROR]


def test_a_folder_that_can_be_written_again_is_written_again(tmp_path: Path) -> None:
    obstacle = tmp_path / "state"
    obstacle.write_text("a file where the folder should be")
    file = StateFile(obstacle / "p2.json")
    file.save({"driving": 1})
    obstacle.unlink()
    file.save({"driving": 2})
    assert file.load() == {"driving": 2}
