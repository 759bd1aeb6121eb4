"""The design as tests."""
