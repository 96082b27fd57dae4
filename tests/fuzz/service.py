"""The running API: schemathesis asks what its document allows, and what it does not."""

import os
import subprocess
import sys
from pathlib import Path

from tests.fuzz.finding import Round, Tally

TEST = Path(__file__).parents[1] / "test_api_schemathesis.py"
TAIL = 6000


def round_with(examples: int, seconds: float) -> Round:
    """So many examples of each operation; what was not asked when the time is over is said, and is no finding."""

    def round_of(number: int) -> Tally:
        environment = {**os.environ, "FUZZ_EXAMPLES": str(examples), "FUZZ_SEED": str(number)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TEST)]
        try:
            ended = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=max(seconds, 60), check=False
            )
        except subprocess.TimeoutExpired:
            print(f"api: not through {examples} examples of each operation in {seconds:.0f} s; give it FUZZ_MINUTES")
            return Tally()
        return Tally(examples, [ended.stdout[-TAIL:]] if ended.returncode else [])

    return round_of
