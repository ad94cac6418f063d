"""What may be typed after ``python -m pN_name``, and what is said of what may not."""

from importlib.metadata import version

import pytest

from common.command_line import CommandLine, Entry, Typed, Usage
from p5_monitor.usages import CHECK, DOCTOR, PURGE

LINE = CommandLine(
    "p5_monitor",
    "P5 watches the lot.",
    "settings: none",
    {"check": Entry("Checks.", CHECK), "doctor": Entry("Examines.", DOCTOR), "purge": Entry("Clears.", PURGE)},
)
WITHOUT_TOOLS = CommandLine("p2_logic", "P2 decides.", "", {})


def refused(words: list[str], capsys: pytest.CaptureFixture[str], line: CommandLine = LINE) -> list[str]:
    """The usage, and what is wrong."""
    with pytest.raises(SystemExit) as stopped:
        line.read(words)
    assert stopped.value.code == 2
    return capsys.readouterr().err.splitlines()


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        LINE.read(words)
    assert stopped.value.code == 0
    return capsys.readouterr().out


def test_nothing_typed_is_the_service_itself() -> None:
    assert LINE.read([]) == Typed(None, [])


def test_words_and_options_of_a_tool_are_its_arguments() -> None:
    assert LINE.read(["purge", "A13", "A14"]) == Typed("purge", ["A13", "A14"])
    assert LINE.read(["doctor", "--burst"]) == Typed("doctor", ["--burst"])


def test_a_tool_that_nearly_exists_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    usage, problem = refused(["chekc", "P2"], capsys)
    assert usage == "usage: python -m p5_monitor [-h] [--version] [TOOL ...]"
    assert problem == "python -m p5_monitor: error: no such tool: chekc; did you mean check?"


def test_a_tool_that_resembles_none_is_only_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(["xyz"], capsys)[-1] == "python -m p5_monitor: error: no such tool: xyz"


def test_an_option_that_nearly_exists_is_suggested_with_the_usage_of_its_tool(
    capsys: pytest.CaptureFixture[str],
) -> None:
    usage, problem = refused(["doctor", "--brust"], capsys)
    assert usage == "usage: python -m p5_monitor doctor [-h] [--burst]"
    assert problem.endswith("doctor: error: unrecognized arguments: --brust; did you mean --burst?")


def test_a_tool_that_takes_no_word_refuses_one_with_its_own_usage(capsys: pytest.CaptureFixture[str]) -> None:
    usage, problem = refused(["doctor", "P3"], capsys)
    assert usage == "usage: python -m p5_monitor doctor [-h] [--burst]"
    assert problem == "python -m p5_monitor doctor: error: unrecognized arguments: P3"


def test_a_service_without_tools_refuses_every_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(["check"], capsys, WITHOUT_TOOLS) == [
        "usage: python -m p2_logic [-h] [--version]",
        "python -m p2_logic: error: unrecognized arguments: check",
    ]


def test_the_version_is_that_of_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["--version"], capsys) == f"p5_monitor {version('smart-parking-iot')}\n"


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("check", ["[-h] ROLE", "P1, P2, P3", "1    it deviates", "130  Ctrl-C"]),
        ("doctor", ["[-h] [--burst]", "--burst ", "1    something failed"]),
        ("purge", ["[-h] (SPOT [SPOT ...] | --orders)", "such as A13", "--orders ", "2    wrong settings"]),
    ],
)
def test_the_help_of_a_tool_says_what_it_takes_and_how_it_exits(
    capsys: pytest.CaptureFixture[str], tool: str, said: list[str]
) -> None:
    text = printed([tool, "--help"], capsys)
    assert [part for part in said if part not in text] == []
    assert "arguments ..." not in text


def test_a_usage_without_exit_codes_says_nothing_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        CommandLine("p9", "", "", {"look": Entry("Looks.", Usage())}).read(["look", "--help"])
    assert "exit codes" not in capsys.readouterr().out
