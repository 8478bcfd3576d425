"""Matching 100 000 statement lines against 100 000 open items, against one pandas merge on the same keys.

    python -m tests.benchmarks.bench_matching [--lines 100000] [--rounds 7]

The limit is one inner merge on code and amount, from the same rows: both begin with the keys that a line bears since it was read (codes, folded
note), pandas takes them into two frames and merges those. The merge finds the pairs and nothing else, no doubled payment, no part, no name
that contradicts, no reason why a line stays open. The ratio to the bare merge of finished frames, which work in arrays, is printed beside it, and
what reading the keys costs. Growth is time over n log n from a tenth of the lines to all of them. Goals: at most 3.0 times the limit, growth at
most 1.5; precision of what settles by itself is 1.0, or the run fails.
"""

import argparse
import gc
import math
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import pandas as pd

from fundapp.bank.matching import Line, OpenItem, match, read_line
from fundapp.kernel.names import fold
from tests.bank.invented_lines import World, invent

Input = tuple[list[Line], list[OpenItem]]


def read(world: World) -> Input:
    """Make the matcher's input of an invented bank."""
    lines = [read_line(row.id, row.day, row.amount, row.note) for row in world.rows]
    return lines, [OpenItem(row.id, row.day, row.amount, row.code, fold(row.name)) for row in world.items]


def frames(given: Input) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same keys as pandas holds them; a line with several codes is a row for each."""
    lines, items = given
    rows = [(line.id, line.amount, code) for line in lines for code in line.codes or ("",)]
    return pd.DataFrame(rows, columns=["line", "amount", "code"]), pd.DataFrame([(row.id, row.amount, row.code) for row in items], columns=["item", "amount", "code"])


def merged(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """One merge on the keys."""
    return left.merge(right, on=["code", "amount"])


def timed(work: Callable[[], Any]) -> float:
    """Seconds of the processor for one run, whatever else the machine does; the rubbish of the last one is swept before."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def judge(world: World, given: Input) -> bool:
    """Print precision and recall; tell whether nothing wrong settled."""
    outcome, truth = match(*given), {row.id: set(row.pays) for row in world.rows}
    settled: dict[int, set[int]] = {}
    shown: dict[int, set[int]] = {}
    for proposal in outcome.proposals:
        for part in proposal.parts:
            shown.setdefault(part.line, set()).add(part.item)
            if proposal.is_sure:
                settled.setdefault(part.line, set()).add(part.item)
    right, paying = sum(items == truth[line] for line, items in settled.items()), sum(bool(pays) for pays in truth.values())
    useful = sum(items == truth[line] for line, items in shown.items())
    print(f"precision of automatic settlement {right / len(settled):.6f} ({right} of {len(settled)})")
    print(f"recall {right / paying:.3f} automatic, {useful / paying:.3f} with proposals (precision of proposals {useful / len(shown):.4f})")
    return right == len(settled)


def main() -> int:
    """Measure in turn, round after round, in one run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    small, large = invent(asked.lines // 10, seed=1), invent(asked.lines, seed=2)
    began = time.perf_counter()
    given = read(large)
    reading = time.perf_counter() - began
    less, (left, right) = read(small), frames(given)
    ours, theirs, bare, tenth = [], [], [], []
    for _round in range(asked.rounds):
        theirs.append(timed(lambda: merged(*frames(given))))
        bare.append(timed(lambda: merged(left, right)))
        ours.append(timed(lambda: match(*given)))
        tenth.append(timed(lambda: match(*less)))
    a_merge, a_bare, a_match, a_tenth = (statistics.median(times) for times in (theirs, bare, ours, tenth))
    lines, few = len(given[0]), len(less[0])
    growth = a_match / (lines * math.log(lines)) / (a_tenth / (few * math.log(few)))
    print(f"{lines} lines, {len(given[1])} items: merge {a_merge:.3f} s, matching {a_match:.3f} s ({lines / a_match:,.0f} lines/s), reading the keys {reading:.2f} s")
    print(f"ratio {a_match / a_merge:.2f} of one merge from the same rows (goal 3.0), {a_match / a_bare:.1f} of the bare merge of finished frames")
    print(f"growth over n log n {growth:.2f} (goal 1.5)")
    return 0 if judge(large, given) else 1


if __name__ == "__main__":
    sys.exit(main())
