"""Timings as ratios within one run, which are comparable between machines."""
