"""The composition root: builds a terminal from its settings, starts in order, stops in reverse."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import node
from typing import Protocol
from uuid import uuid4

from devices.diagnostics import supervise_camera, supervise_printer, supervise_reader
from forms.catalogue import Catalogue
from forms.divisions import read_divisions
from forms.shelf import Shelf, open_in_force
from kiosk.device_trial import DeviceTrials, OwnDevices, build_devices
from kiosk.events import Event
from kiosk.face import home_facts
from kiosk.hall_link import HallLink
from kiosk.hall_map import usable_map
from kiosk.handwriting import open_handwriting
from kiosk.journeys.home import REMEMBERED, remember
from kiosk.journeys.view import Screen
from kiosk.journeys.world import World
from kiosk.kept_recordings import open_recordings
from kiosk.knowledge import learn_meanings, matcher_of, phrases_of
from kiosk.language import english_names, open_translators
from kiosk.machine import machine_checks
from kiosk.performers.attending import Attendant
from kiosk.performers.cards import CardDesk
from kiosk.performers.catalogue import CatalogueDesk
from kiosk.performers.collecting import Collector
from kiosk.performers.delivery import DeliveryDesk, HallWatch
from kiosk.performers.fleet import FleetDesk, TerminalFacts
from kiosk.performers.handwriting import HandReader
from kiosk.performers.hearing import Ear
from kiosk.performers.levels import LevelsDesk
from kiosk.performers.mind import Mind, Pen
from kiosk.performers.pictures import PORTRAIT_CAMERA, Picture, PictureDesk
from kiosk.performers.printing import PrintDesk
from kiosk.performers.records import RecordsDesk
from kiosk.performers.service import About, ServiceDesk, open_badge_reader
from kiosk.performers.speaking import Mouth
from kiosk.performers.tickets import TicketDesk
from kiosk.performers.unfinished import UnfinishedDesk
from kiosk.performers.watch import DeviceWatch
from kiosk.performers.words import WordsDesk
from kiosk.platform.number_blocks import NumberBlocks
from kiosk.platform.outbox import Outbox
from kiosk.runner import Performer, Runner
from kiosk.said_often import said_often
from kiosk.settings import ASSETS, CATALOGUE, KioskSettings
from kiosk.settings_editor import SettingsEditor
from kiosk.sound_devices import SoundDevice, supervise_sound
from kiosk.speech import EXPECTED_WORDS, Speech, can_overhear
from kiosk.stage import Stage
from kiosk.unfinished_shelf import UnfinishedShelf
from kiosk.vault import Vault
from kiosk.writing import open_writing, read_vocabulary
from voice.waking import WakePhrase

log = logging.getLogger(__name__)

QUICK_NAMES = (
    "居住证申领",
    "城乡居民医保参保登记",
    "社会保障卡补领",
    "住房公积金提取",
    "营业执照变更",
)
"""What is asked for most: chips of the first screen, and answers rendered ahead."""


class Glass(Protocol):
    """The window, as far as the terminal knows it; both calls are welcome from any thread."""

    def show(self, screen: Screen) -> None:
        """Have a screen drawn."""

    def show_frame(self, bgr: Picture) -> None:
        """Have a camera frame drawn."""

    def stop(self) -> None:
        """Close the window."""


class Terminal:
    """Everything behind the glass."""

    def __init__(
        self,
        settings: KioskSettings,
        glass: Glass,
        demo: bool = False,
        config: Path | None = None,
    ) -> None:
        folder = settings.data.folder
        self._shelf = Shelf(folder / "catalogue")
        catalogue = _open_catalogue(self._shelf)
        self.link = HallLink(settings.hall, folder)
        vault = Vault(folder / "keys" / "outbox.key")
        self.outbox = Outbox(folder / "outbox.sqlite3", vault)
        self._words = Outbox(folder / "words.sqlite3", vault, limit_mb=64)
        self._numbers = NumberBlocks(folder / "numbers.sqlite3", vault)
        devices = build_devices(settings)
        self._service = ServiceDesk(
            About(catalogue.version, len(catalogue.items), folder, settings.speech.models_folder),
            machine_checks(settings, self.link.client),
            self.outbox,
            glass.stop,
            SettingsEditor(config),
            open_badge_reader(settings),
            DeviceTrials(settings, devices),
        )
        self._handwriting = open_handwriting()
        performers = self._performers(settings, catalogue, glass, devices)
        self.fleet = FleetDesk(
            TerminalFacts(f"自助终端 {node()}", version("yimen"), catalogue.version, folder),
            self.link.client,
            lambda: self.outbox.count_pending() + self._numbers.count_pending(),
            self._service.perform,
        )
        self.runner = Runner({**performers, "fleet": self.fleet}, self.post)
        world = _world(settings, catalogue, demo, self._handwriting is not None)
        self._remembered = folder / REMEMBERED
        self.stage = Stage(
            world,
            self.runner.perform,
            glass.show,
            renew=self._renew,
            translators=open_translators(ASSETS / "locale", english_names(catalogue.dictionary)),
        )
        remember(home_facts(world), self._remembered)

    def post(self, event: Event) -> None:
        """Tell the stage what happened, and the hall's fleet page what concerns it."""
        self.fleet.note(event)
        self._service.note(event)
        self.stage.post(event)

    def start(self) -> None:
        """Show the first screen, then wake the devices and the hall."""
        self.stage.start()
        self.runner.start()

    def stop(self) -> None:
        """Stop in reverse order; what waits in the outbox stays there."""
        self.runner.stop()
        self.stage.stop()
        self.outbox.close()
        self._words.close()
        self._numbers.close()
        self.link.stop()

    def _renew(self, world: World, catalogue: Catalogue) -> World:
        renewed = replace(world, catalogue=catalogue, quick_items=quick_items(catalogue))
        remember(home_facts(renewed), self._remembered)
        return renewed

    def _performers(
        self, settings: KioskSettings, catalogue: Catalogue, glass: Glass, devices: OwnDevices
    ) -> dict[str, Performer]:
        folder, client = settings.data.folder, self.link.client
        recordings = open_recordings(settings)
        # What was kept while it was on goes in its time, on or off.
        recordings.clear_old()
        keep = recordings.keep if settings.recordings.keep else None
        speech = Speech(settings.speech, keep)
        cards, eye, slips = devices.reader, devices.camera, devices.printer
        mind = Mind(
            lambda: matcher_of(self.stage.world.catalogue, folder),
            lambda known: learn_meanings(known, folder),
        )
        ear = Ear(partial(speech.open_listener, mind.is_complete, mind.understood), EXPECTED_WORDS)
        wake_phrase = WakePhrase(settings.wake_phrase) if settings.wake_phrase else None
        often = partial(said_often, catalogue, quick_items(catalogue))
        mouth = Mouth(speech.open_synthesizer, often)
        microphone = SoundDevice("input", settings.speech.microphone)
        second = settings.camera.own_portrait_source != "none"
        watch = DeviceWatch(
            (
                supervise_reader(cards),
                supervise_camera(eye),
                *((supervise_camera(devices.portrait_camera, PORTRAIT_CAMERA),) if second else ()),
                supervise_printer(slips),
                supervise_sound("microphone", microphone, ear.status, ear.reopen),
                supervise_sound("loudspeaker", SoundDevice("output"), mouth.status, mouth.reopen),
            )
        )
        return {
            "watch": watch,
            "cards": CardDesk(cards),
            "camera": PictureDesk(
                eye,
                glass.show_frame,
                watch.report,
                portrait_camera=devices.portrait_camera if second else None,
            ),
            "printer": PrintDesk(slips),
            "mind": mind,
            "pen": Pen(
                lambda: open_writing(folder, read_vocabulary(ASSETS, phrases_of(catalogue)))
            ),
            "handwriting": HandReader(self._handwriting),
            "mouth": mouth,
            "attendant": Attendant(ear, wake_phrase, can_overhear(settings.speech)),
            "ear": ear,
            "delivery": DeliveryDesk(
                self.outbox, client, lambda code: _promised_days(self.stage.world, code)
            ),
            "unfinished": UnfinishedDesk(
                UnfinishedShelf(
                    folder / "unfinished",
                    Vault(folder / "keys" / "unfinished.key"),
                    settings.visit.keep_unfinished_h * 3600,
                ),
                client,
            ),
            "tickets": TicketDesk(
                client,
                self._numbers,
                lambda: _categories(self.stage.world),
                settings.hall.offline_numbers,
            ),
            "records": RecordsDesk(client),
            "words": WordsDesk(self._words, client),
            "hall": HallWatch(self.link.start, client, self.outbox),
            "levels": LevelsDesk(client, folder / "levels.json"),
            "collector": Collector(),
            "catalogue": CatalogueDesk(catalogue, self._shelf, client),
            "service": self._service,
        }


def _open_catalogue(shelf: Shelf) -> Catalogue:
    opened = open_in_force(shelf, CATALOGUE)
    for fault in opened.faults:
        log.error("a catalogue is refused, the last good one stays: %s", fault)
    return opened.catalogue


def _categories(world: World) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.category for item in world.catalogue.items))


def _promised_days(world: World, code: str) -> int | None:
    # An application kept from before may name an item that the catalogue has no more.
    return world.item(code).promised_days if code in world.catalogue else None


def _world(settings: KioskSettings, catalogue: Catalogue, demo: bool, handwriting: bool) -> World:
    return World(
        catalogue=catalogue,
        hall_name=settings.hall.name,
        divisions=read_divisions(ASSETS / "divisions" / "divisions.tsv"),
        new_id=lambda: uuid4().hex,
        quick_items=quick_items(catalogue),
        inactivity_s=settings.visit.inactivity_s,
        countdown_s=settings.visit.countdown_s,
        demo=demo,
        has_face=settings.screen.home == "conversation",
        wake_phrase=settings.wake_phrase,
        hears_over_speech=can_overhear(settings.speech),
        recordings_days=settings.recordings.days if settings.recordings.keep else 0.0,
        hall_map=usable_map(settings.hall.map),
        card_names=settings.card_reader.card_names,
        portrait_device=settings.camera.portrait_device,
        reads_chips="pcsc" in settings.card_reader.kind,
        handwriting=handwriting,
    )


def quick_items(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the codes of the items asked for most."""
    codes = {item.name: item.code for item in catalogue.items}
    return tuple(codes[name] for name in QUICK_NAMES if name in codes)
