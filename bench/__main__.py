"""``python -m bench [NAME …]``: all benchmarks, or the named ones; exit 1 if a goal was missed."""

import argparse
import os
import platform

from bench.chain import chain, stock
from bench.idle import idle

BENCHMARKS = {"chain": chain, "stock": stock, "idle": idle}


def main() -> int:
    """Runs them and prints a table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; default: all")
    names = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {unknown[0]}: one of {', '.join(BENCHMARKS)}")
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}")
    print(f"{'':<52} {'ours':>8} {'bare':>8}     {'ratio':>7}  goal")
    missed = 0
    for name in names:
        for figure in BENCHMARKS[name]():
            print(figure.line(), flush=True)
            missed += not figure.reached
    print(f"{missed} goals missed" if missed else "every goal reached")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
