"""Which language the terminal speaks."""

import os


def language() -> str:
    """What the terminal is set to (POSIX, chapter 8.2: the first that is set rules)."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")
