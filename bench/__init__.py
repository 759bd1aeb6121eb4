"""Measures of speed and memory, each beside the floor that the same machine sets in the same run."""
