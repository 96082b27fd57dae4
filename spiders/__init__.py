"""Spiders: one file a site, nothing else."""
