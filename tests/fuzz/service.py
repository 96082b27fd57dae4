"""The running API: schemathesis asks what its document allows, and what it does not."""

import os
import signal
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
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as asking:
            try:
                said, _ = asking.communicate(timeout=max(seconds, 60))
            except subprocess.TimeoutExpired:
                asking.send_signal(signal.SIGINT)  # it ends the servers that it has started
                asking.communicate()
                print(
                    f"api: not through {examples} examples of each operation in {seconds:.0f} s; give it FUZZ_MINUTES"
                )
                return Tally()
        return Tally(examples, [said.decode(errors="replace")[-TAIL:]] if asking.returncode else [])

    return round_of
