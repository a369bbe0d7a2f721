"""The option that takes what is built or told now for what is expected."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    help = "write what is expected anew, in tests/golden and tests/mistakes; read the diff before you commit it"
    parser.addoption("--update-golden", action="store_true", help=help)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
