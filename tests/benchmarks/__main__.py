"""`./manage bench [names]`: run every bench_*.py here, or the named ones, one after the other."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    chosen = names or sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    codes = []
    for name in chosen:
        print(f"\n=== {name}", flush=True)
        codes.append(subprocess.call([sys.executable, "-m", f"tests.benchmarks.bench_{name}"], cwd=HERE.parents[1]))
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
