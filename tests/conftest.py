"""Settings for every test: Hypothesis repeats itself, so that a green run stays green on every machine.

`HYPOTHESIS_PROFILE=search` looks at new examples, and at more of them.
"""

import os

from hypothesis import settings

settings.register_profile("repeat", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))
