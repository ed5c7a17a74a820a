from __future__ import annotations

from forms.catalogue import Catalogue
from forms.materials import Material, groups_of, join_wishes, name_of, still_wanted
from forms.one_table import merge
from tests.forms.conftest import TODAY

LEASE = Material(key="lease", name="租房合同", one_of="居住证明")
DEED = Material(key="deed", name="房产证", one_of="居住证明")
CARD = Material(key="card", name="身份证", how="card")


def test_a_group_is_asked_for_together() -> None:
    groups = groups_of((CARD, LEASE, DEED))
    assert groups == ((CARD,), (LEASE, DEED))
    assert [name_of(group) for group in groups] == ["身份证", "居住证明（租房合同、房产证之一）"]


def test_one_of_a_group_is_enough() -> None:
    assert still_wanted((CARD, LEASE, DEED), ()) == (CARD, LEASE, DEED)
    assert still_wanted((CARD, LEASE, DEED), {"deed"}) == (CARD,)
    assert still_wanted((CARD, LEASE, DEED), {"card"}) == (LEASE, DEED)


def test_where_one_item_wants_this_very_material_another_cannot_replace_it() -> None:
    strict = LEASE.model_copy(update={"one_of": "", "copies": 1})
    joined = join_wishes(LEASE, strict)
    assert (joined.one_of, joined.copies) == ("", 1)
    assert join_wishes(LEASE, LEASE).one_of == "居住证明"


def test_points_entry_takes_one_proof_and_is_reviewed_by_sixteen(
    shipped_catalogue: Catalogue,
) -> None:
    item = next(item for item in shipped_catalogue.items if item.short_name == "积分入学")
    assert len(set(item.reviewers)) == 16
    assert "参与审核的部门" in item.unconfirmed
    (group,) = (
        g for g in groups_of(merge(shipped_catalogue, (item.code,), TODAY).materials) if len(g) > 1
    )
    assert [m.key for m in group] == ["dwelling_proof", "employment_proof", "study_certificate"]


def test_situations_change_what_is_asked_or_brought(shipped_catalogue: Catalogue) -> None:
    items = [item for item in shipped_catalogue.items if len(item.situations) >= 2]
    assert len(items) >= 25
    for item in items:
        assert any(field.when for field in item.fields) or any(m.when for m in item.materials), (
            item.name
        )


def test_every_item_answers_common_questions(shipped_catalogue: Catalogue) -> None:
    assert [item.name for item in shipped_catalogue.items if not item.questions] == []
