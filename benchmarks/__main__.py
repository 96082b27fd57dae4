"""`make bench`: every benchmark, one after the other."""

from benchmarks import crawl, upsert

for benchmark in (upsert, crawl):
    benchmark.main()
