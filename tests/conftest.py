"""The option that takes what is built or told now for what is expected; and the same made-up inputs every time."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Tests run side by side, and torch's threads spin while they wait for one another: that takes the other's core away.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is first imported

# A test that fails by chance, or because the machine is busy, tells nobody what they broke.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    help = "write what is expected anew, in tests/golden and tests/mistakes; read the diff before you commit it"
    parser.addoption("--update-golden", action="store_true", help=help)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
