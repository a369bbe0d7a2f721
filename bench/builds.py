"""Cold builds: a new process each, into a folder that is not there yet; wall time, processor time, peak memory.

The files read are in the system's cache, and Python's bytecode is compiled, as both are for whoever builds twice. The
tools take turns, so that a machine that slows down slows them all. Processor time is that of all cores together: it
says what a build costs, even on a busy machine, and not how long one waits for it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What one build took: seconds, seconds of processor time, most memory in bytes."""

    seconds: float
    processor: float
    memory: int


@dataclass(frozen=True)
class Cost:
    """What several builds by one tool took."""

    runs: tuple[Run, ...]

    @property
    def best(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def median(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        return statistics.median(run.processor for run in self.runs)

    @property
    def memory(self) -> int:
        return max(run.memory for run in self.runs)


def once(command: list[str], out: Path, cwd: Path) -> Run:
    """One run of `command`, which must succeed and leave `out/index.html`."""
    shutil.rmtree(out, ignore_errors=True)
    with (out.parent / "output.txt").open("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode or not (out / "index.html").exists():
            raise SystemExit(f"{' '.join(command)} failed:\n{output.read()}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def compare(commands: Mapping[str, list[str]], out: Path, rounds: int, cwd: Path) -> dict[str, Cost]:
    """The cost of each command, by name; each writes into `out`. The first round is not counted."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            run = once(command, out, cwd)
            if number:
                runs[name].append(run)
    return {name: Cost(tuple(found)) for name, found in runs.items()}
