"""How each of P5's tools is typed, as its ``--help`` says it."""

from common.command_line import Usage
from p5_monitor.doctor import BURST
from p5_monitor.purge import ORDERS

CHECK = Usage(
    form="ROLE",
    word=("ROLE", "which module, in any language: P1, P2, P3, P4, P5, P6 or P7"),
    exit_codes={
        0: "it fits the table (a note is no failure)",
        1: "it deviates, or nobody is there",
        2: "a lot lives on this broker and prefix, or wrong settings or usage",
        130: "Ctrl-C",
    },
)

DOCTOR = Usage(
    form=f"[{BURST}]",
    options={BURST: "2 000 messages to itself also on a broker that is not on this machine"},
    exit_codes={
        0: "nothing failed (a warning is no failure)",
        1: "something failed",
        2: "wrong settings or usage",
        130: "Ctrl-C",
    },
)

NOTIFY = Usage(
    exit_codes={
        0: "every address took it",
        1: "at least one did not",
        2: "wrong settings or usage, or P5_NOTIFY_URLS is not set",
        130: "Ctrl-C",
    },
)

WATCH = Usage(
    exit_codes={
        0: "stopped on request (q, Ctrl-C, SIGTERM)",
        2: "wrong settings or usage",
        4: "refused by the broker for good",
    },
)

PURGE = Usage(
    form=f"(SPOT [SPOT ...] | {ORDERS})",
    word=("SPOT", "a place or a detector that is gone, such as A13"),
    options={ORDERS: "the orders that somebody left with the broker"},
    exit_codes={
        0: "cleared, or there was nothing to clear, or nobody wanted it",
        1: "it could not be cleared, or there is no broker",
        2: "wrong settings or usage",
    },
)
