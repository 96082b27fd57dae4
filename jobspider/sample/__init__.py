"""A job board that runs on loopback: the demo, the end-to-end tests and the benchmarks crawl it.

`python -m jobspider.sample` starts it; `jobspider.sample.process.SampleBoard` starts it for a test.
"""
