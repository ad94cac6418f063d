"""What may be typed after ``python -m pN_name``: a tool with what it takes, ``--help``, ``--version``."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import NamedTuple

from common.suggestion import did_you_mean

DISTRIBUTION = "smart-parking-iot"


@dataclass(frozen=True)
class Usage:
    """How a tool is typed, as its ``--help`` says it.

    ``form``: what follows its name, such as ``SPOT [SPOT ...]``. ``word``: what a word there is called, and means;
    None: it takes none.
    ``options``: what each does, by what is typed. ``exit_codes``: what each says.
    """

    form: str = ""
    word: tuple[str, str] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    exit_codes: Mapping[int, str] = field(default_factory=dict)


class Entry(NamedTuple):
    """A tool of the list: what it does, and how it is typed."""

    text: str
    usage: Usage


class Typed(NamedTuple):
    """What was typed: the tool, if any, and what follows its name; the options last, as they are."""

    tool: str | None
    arguments: Sequence[str]


class CommandLine:
    """Reads what was typed, and exits with 2 and the usage at what cannot be meant.

    Args:
        package: what follows ``python -m``.
        description: what the program does.
        epilog: what ``--help`` ends with.
        tools: other things that it can do, by name.
    """

    def __init__(self, package: str, description: str, epilog: str, tools: Mapping[str, Entry]) -> None:
        self._package = package
        self._tools = tools
        self._parser = argparse.ArgumentParser(
            prog=f"python -m {package}",
            usage=f"python -m {package} [-h] [--version]{' [TOOL ...]' if tools else ''}",
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self._parser.add_argument("--version", action="store_true", help="show which version this is and exit")
        self._parser.set_defaults(tool=None, arguments=[], options=[])
        self._commands = self._add_tools() if tools else {}

    def read(self, words: Sequence[str]) -> Typed:
        """What was typed, without the name of the program."""
        if words and self._tools and not words[0].startswith("-") and words[0] not in self._tools:
            self._parser.error(f"no such tool: {words[0]}{did_you_mean(words[0], self._tools)}")
        typed, unknown = self._parser.parse_known_args(words)
        if typed.version:
            sys.stdout.write(f"{self._package} {version(DISTRIBUTION)}\n")
            sys.exit(0)
        if unknown:
            self._refuse(typed.tool, unknown)
        return Typed(typed.tool, [*typed.arguments, *typed.options])

    def _refuse(self, tool: str | None, unknown: Sequence[str]) -> None:
        known = self._tools[tool].usage.options if tool else ["--version", "--help"]
        suggestion = did_you_mean(unknown[0], known)
        parser = self._commands[tool] if tool else self._parser
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{suggestion}")

    def _add_tools(self) -> dict[str, argparse.ArgumentParser]:
        commands = self._parser.add_subparsers(prog=self._parser.prog, dest="tool", metavar="TOOL", title="tools")
        for name, (text, usage) in self._tools.items():
            command = commands.add_parser(
                name,
                help=text,
                description=text,
                epilog=_exit_codes_text(usage.exit_codes),
                usage=f"python -m {self._package} {name} [-h] {usage.form}".rstrip(),
                formatter_class=argparse.RawDescriptionHelpFormatter,
                allow_abbrev=False,
            )
            if usage.word:
                called, meaning = usage.word
                # How many, and which, the tool says in its own words.
                command.add_argument("arguments", nargs="*", metavar=called, help=meaning)
            for option, does in usage.options.items():
                command.add_argument(option, dest="options", action="append_const", const=option, default=[], help=does)
        return dict(commands.choices)


def _exit_codes_text(exit_codes: Mapping[int, str]) -> str:
    lines = [f"  {code:<4} {text}" for code, text in exit_codes.items()]
    return "\n".join(["exit codes:", *lines] if lines else [])
