"""A citizen in front of one table whose fields are answered by pictures."""

from __future__ import annotations

from dataclasses import replace

from forms.catalogue import Catalogue
from forms.dictionary import Dictionary, FieldDefinition, Names
from forms.one_table import merge
from forms.service_item import ItemField
from kiosk.effects import Effect
from kiosk.events import Event, PhotoTaken, Pressed
from kiosk.journeys import apply
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import CaptureView, QuestionView, ReviewView
from kiosk.journeys.world import World

INK = b"\x89PNG ink"
NUMBER = "11010519491231002X"
GUARDIAN = FieldDefinition(
    key="guardian_signature",
    names=Names(zh_hans="监护人签名", zh_hant="監護人簽名", en="Guardian's signature"),
    kind="signature",
    question="请监护人签名",
    specimen="0a" * 32,
)
SHOP = FieldDefinition(
    key="shop_photo",
    names=Names(zh_hans="门店照片", zh_hant="門店照片", en="Photo of the shop"),
    kind="file",
    question="请拍一张门店的照片",
    specimen="0b" * 32,
)
PHONE = FieldDefinition(
    key="phone",
    names=Names(zh_hans="电话", zh_hant="電話", en="Telephone"),
    kind="phone",
    question="电话是多少？",
    specimen="13800138000",
)


class Filling:
    """Answers one question after the other and remembers the last effects."""

    def __init__(self, world: World, *asked: tuple[FieldDefinition, bool]) -> None:
        fields = tuple(ItemField(key=one.key, required=required) for one, required in asked)
        item = world.catalogue.items[0].model_copy(
            update={"fields": fields, "materials": (), "situations": ()}
        )
        dictionary = Dictionary(tuple(one for one, _ in asked))
        self.world = replace(world, catalogue=Catalogue((item,), dictionary, "test"))
        self.fresh = ApplyState(
            step="choose",
            application_id="application-0001",
            codes=(item.code,),
            card={"resident_number": NUMBER},
            table=merge(self.world.catalogue, (item.code,)),
        )
        self.state = self.fresh
        self.effects: tuple[Effect, ...] = ()
        self.press("start_filling")

    def happen(self, *events: Event) -> None:
        for event in events:
            self.state, self.effects = apply.advance(self.state, event, self.world)

    def press(self, action: str, argument: str = "") -> None:
        self.happen(Pressed(action, argument))

    def photograph(self, jpeg: bytes, accepted: bool = True) -> None:
        self.press("take_photo")
        self.happen(PhotoTaken(accepted, "" if accepted else "照片模糊", jpeg, b"preview"))

    def text(self, key: str) -> str:
        assert self.state.table is not None
        value = self.state.table.values.get(key)
        return value.text if value is not None else ""

    @property
    def question(self) -> QuestionView:
        body = apply.view(self.state, self.world)
        assert isinstance(body, QuestionView)
        return body

    @property
    def camera(self) -> CaptureView:
        body = apply.view(self.state, self.world)
        assert isinstance(body, CaptureView)
        return body

    @property
    def review(self) -> ReviewView:
        body = apply.view(self.state, self.world)
        assert isinstance(body, ReviewView)
        return body
