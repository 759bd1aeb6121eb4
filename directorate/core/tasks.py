"""Jobs of core."""
