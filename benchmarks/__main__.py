"""`make bench`: every benchmark, one after the other."""

from benchmarks import crawl, frontier, upsert

for benchmark in (upsert, frontier, crawl):
    benchmark.main()
