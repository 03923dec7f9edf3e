"""Run the benchmark: ``python -m tools.benchmark --help``."""

from tools.benchmark.cli import app

if __name__ == "__main__":
    app(prog_name="bench")
