"""How hypothesis runs, for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# How long an example takes depends on the host, not on the code. CI judges a change, so it tries
# the same examples each time; everywhere else new ones are tried on every run.
settings.register_profile("any-host", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "any-host")
