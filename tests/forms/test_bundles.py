"""Events of life: one table over several items."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from forms.catalogue import Catalogue, CatalogueError, load_catalogue
from forms.one_table import merge

CATALOGUE = Path(__file__).parents[2] / "assets" / "catalogue"


def test_the_five_events_of_life_save_fields(shipped_catalogue: Catalogue) -> None:
    names = {bundle.name for bundle in shipped_catalogue.bundles}
    assert names == {"出生一件事", "入学一件事", "退休一件事", "开办企业一件事", "身后一件事"}
    for bundle in shipped_catalogue.bundles:
        table = merge(shipped_catalogue, shipped_catalogue.codes_of(bundle))
        assert table.saved_fields > 0, bundle.name


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("items: [居住证, 身份证换领, 没有这项]", "没有事项 没有这项"),
        ("items: [居住证, 公司设立, 税务登记]", "没有共同的申请人类型"),
        ("items: [居住证]", "列表"),
    ],
)
def test_a_faulty_bundle_is_named(tmp_path: Path, line: str, problem: str) -> None:
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    path = tmp_path / "catalogue" / "bundles" / "1_birth.yaml"
    path.write_text(f"key: birth\nname: 出生一件事\n{line}\nnote: 说明\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(tmp_path / "catalogue")
    assert any("bundles/1_birth.yaml" in str(f) and problem in str(f) for f in raised.value.faults)
