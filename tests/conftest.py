"""Settings shared by all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "watchroom",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
# A judgement that anybody can repeat: the same examples everywhere. The search for new ones is for developers.
settings.register_profile("judge", settings.get_profile("watchroom"), derandomize=True, database=None)
settings.load_profile("watchroom")
