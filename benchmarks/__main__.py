"""`make bench`: every benchmark, one after the other."""

from benchmarks import crawl, frontier, planner, upsert

for benchmark in (upsert, frontier, planner, crawl):
    benchmark.main()
