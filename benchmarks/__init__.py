"""Timings, as ratios within one run: the machine may be slow or busy, the ratio stays."""
