"""Measurements, each beside its peer or bound in the same run; ratios count, since machines are noisy."""
