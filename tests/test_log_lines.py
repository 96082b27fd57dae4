"""Log lines as JSON: one line a record, whatever it says."""

import json
import logging
import subprocess
import sys

from jobspider.log_lines import MOST, JsonLines


def record(message: str, *arguments: object) -> logging.LogRecord:
    """A warning of ours."""
    return logging.LogRecord("jobspider.test", logging.WARNING, __file__, 1, message, arguments, None)


def test_a_record_is_one_line_that_a_program_reads() -> None:
    made = record("two\nlines of %s", 'O"Brien')
    made.created = 1_795_000_000.25

    line = JsonLines().format(made)

    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2026-11-18T11:06:40.250+00:00",
        "level": "WARNING",
        "logger": "jobspider.test",
        "message": 'two\nlines of O"Brien',
    }


def test_requests_and_exceptions_are_named_and_long_texts_are_cut() -> None:
    made = record("x" * (MOST + 5))
    made.correlation_id = "abc"
    made.exc_info = (ValueError, ValueError("odd"), None)

    said = json.loads(JsonLines().format(made))

    assert (said["request_id"], len(said["message"])) == ("abc", MOST)
    assert said["exception"] == "ValueError: odd"
    made.correlation_id = "-"
    assert "request_id" not in json.loads(JsonLines().format(made))


def test_json_goes_to_standard_output_and_text_to_standard_error() -> None:
    program = "import logging; from jobspider.log_lines import log; log('INFO', '{}'); logging.info('here')"
    outputs = []
    for kind in ("json", "text"):
        ended = subprocess.run([sys.executable, "-c", program.format(kind)], capture_output=True, text=True, check=True)
        outputs.append((ended.stdout, ended.stderr))

    assert json.loads(outputs[0][0])["message"] == "here"
    assert (outputs[0][1], outputs[1][0]) == ("", "")
    assert outputs[1][1].endswith("INFO here\n")
