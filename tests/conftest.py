"""What all tests share: the same generated inputs on every run."""

from hypothesis import settings

settings.register_profile("exhibit", derandomize=True, database=None, deadline=None)
settings.load_profile("exhibit")
