"""Cards read from the camera's picture, by a recognition that may fail or hang."""

from __future__ import annotations

import logging
import threading

from devices.camera.camera import Picture
from devices.cards.reader import CardFault
from devices.ocr.card_photo import read_card_photo
from devices.ocr.lines import OcrError
from devices.ocr.process import OcrProcess
from devices.ocr.travel_page import read_travel_page
from kiosk.events import CardFailed, CardRead, TravelPageRead

NOTE = "这是从照片上认出来的，请一项一项核对"
NOT_RUNNING = CardFailed("认字的程序没有反应", "请再拍一次，或用读卡器，或自己填写")
ANSWER_S = 15.0

log = logging.getLogger(__name__)


class CardPhotoReader:
    """Keeps the recognition loaded from the first card on."""

    def __init__(self) -> None:
        self._process = OcrProcess(ANSWER_S)

    def warm_up(self) -> None:
        """Load the recognition beside the work of the caller."""
        threading.Thread(target=self._load, name="ocr-loading", daemon=True).start()

    def read(self, bgr: Picture) -> CardRead | CardFailed:
        """Read the card in a picture."""
        try:
            found = read_card_photo(bgr, self._process)
        except OcrError:
            log.exception("the recognition failed")
            return NOT_RUNNING
        if found.accepted:
            return CardRead(f"照片（{found.label}）", dict(found.fields), NOTE)
        reason, _, remedy = found.reason.partition("。")
        return CardFailed(reason, remedy)

    def read_travel_page(self, bgr: Picture) -> TravelPageRead | CardFailed:
        """Read the code lines of the passport or permit in a picture."""
        try:
            page = read_travel_page(bgr, self._process)
        except OcrError:
            log.exception("the recognition failed")
            return NOT_RUNNING
        if isinstance(page, CardFault):
            return CardFailed(page.reason, page.remedy)
        said = page.identity
        read = CardRead(said.source_label, said.data, said.note, said.proves)
        return TravelPageRead(page.key, read)

    def close(self) -> None:
        """End the recognition."""
        self._process.close()

    def _load(self) -> None:
        try:
            self._process.warm_up()
        except OcrError:
            log.exception("the recognition did not start")
