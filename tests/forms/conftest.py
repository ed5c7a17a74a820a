from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from forms.catalogue import Catalogue, load_catalogue

SHIPPED = Path(__file__).parents[2] / "assets" / "catalogue"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def shipped_catalogue() -> Catalogue:
    return load_catalogue(SHIPPED)


@pytest.fixture
def catalogue_folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue that a test may spoil."""
    return shutil.copytree(SHIPPED, tmp_path / "catalogue")


@pytest.fixture
def permit_code(shipped_catalogue: Catalogue) -> str:
    return next(i.code for i in shipped_catalogue.items if i.name == "居住证申领")


@pytest.fixture
def insurance_code(shipped_catalogue: Catalogue) -> str:
    return next(i.code for i in shipped_catalogue.items if i.name == "城乡居民医保参保登记")
