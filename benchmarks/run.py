"""Measure check, build and link check on made-up projects: run.py [N ...] (100, 1000 and 10000)."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SIZES = (100, 1_000, 10_000)
MAKE_CORPUS = Path(__file__).with_name("make_corpus.py")
MAXRSS_PER_MB = 1_000_000 if sys.platform == "darwin" else 1_000  # macOS counts bytes, others kilobytes


@dataclass(frozen=True)
class Measure:
    """What one command took."""

    seconds: float
    megabytes: float


def measure(command: list[str]) -> Measure:
    """Run a command to its end; stop everything where it fails.

    The peak is the largest process of the command, as wait4 tells it. This script stays small, since a
    child's peak begins with what its parent holds.
    """
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            tail = output.read().decode("utf-8", "replace").splitlines()[-30:]
            sys.exit("\n".join([f"failed with exit code {process.returncode}: {' '.join(command)}", *tail]))
    return Measure(seconds, usage.ru_maxrss / MAXRSS_PER_MB)


def best_of(runs: int, command: list[str]) -> Measure:
    return min((measure(command) for _ in range(runs)), key=lambda found: found.seconds)


def measure_size(size: int, runs: int) -> dict[str, Measure]:
    """Make a project of `size` records in a temporary folder and measure every stage on it."""
    with tempfile.TemporaryDirectory(prefix="csto-kb-bench-") as folder:
        site = str(Path(folder, "site"))
        csto_kb = [sys.executable, "-m", "csto_kb", "-C", folder]
        measure([sys.executable, str(MAKE_CORPUS), str(size), folder])
        return {
            "load + check": best_of(runs, [*csto_kb, "check"]),
            "build": best_of(runs, [*csto_kb, "build", "--site-dir", site]),
            "link check": best_of(runs, [*csto_kb, "links", site]),
        }


def show(size: int, stage: str, found: Measure, before: Measure | None) -> None:
    ratio = f"{found.seconds / before.seconds:8.1f}" if before else " " * 8
    per_record = found.seconds / size * 1_000
    line = f"{size:>8,}  {stage:<13}{found.seconds:>9.2f}{per_record:>11.2f}{ratio}{found.megabytes:>10,.0f}"
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip())
    parser.add_argument("sizes", metavar="N", type=int, nargs="*", default=SIZES, help="numbers of records")
    parser.add_argument("--runs", type=int, default=1, help="measure each stage so often and show the fastest")
    arguments = parser.parse_args()
    print(f"{'records':>8}  {'stage':<13}{'seconds':>9}{'ms/record':>11}{'ratio':>8}{'peak MB':>10}", flush=True)
    before: dict[str, Measure] = {}
    for size in arguments.sizes:
        found = measure_size(size, arguments.runs)
        for stage, result in found.items():
            show(size, stage, result, before.get(stage))
        before = found


if __name__ == "__main__":
    main()
