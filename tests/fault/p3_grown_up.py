"""``python -m tests.fault.p3_grown_up``: P3 as it is, except that its first minute is over at once."""

import runpy

from common import reconnect

if __name__ == "__main__":
    reconnect.YOUNG_SECONDS = 0.0
    runpy.run_module("p3_barrier", run_name="__main__", alter_sys=True)
