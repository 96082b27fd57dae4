"""Scrapy signals of the frontier.

`pause_leasing(reason=…)` and `resume_leasing(reason=…)` are for others to send: while any reason stands, nothing new is
leased or started, and what is at hand goes back. `run_finished(run=…, outcome=…, counts=…)` is sent by the one node
that finishes the run, before its spider closes.
"""

pause_leasing = object()
resume_leasing = object()
run_finished = object()
