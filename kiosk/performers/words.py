"""What citizens tell the staff: kept first, then taken to the hall, now or when it is back."""

from __future__ import annotations

from datetime import timedelta

from kiosk.effects import Effect, TellStaff
from kiosk.events import Event, StaffNotTold, StaffTold, WordKept
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.courier import OutboxCourier
from kiosk.platform.outbox import NotKept, Outbox
from kiosk.platform.protocol import QuestionReceipt, StaffQuestion
from kiosk.runner import Post

KEEP_RECEIPTS = timedelta(days=1)


class QuestionBox:
    """The hall's box for questions, suggestions and complaints."""

    def __init__(self, client: HallClient) -> None:
        self._client = client

    def submit_body(self, key: str, body: bytes) -> QuestionReceipt | Unreachable | Refused:
        """Hand in one word; its id makes a second handing in harmless."""
        return self._client.ask_staff(StaffQuestion.model_validate_json(body))


class WordsDesk:
    """Keeps every word for the staff before it is sent, so that a hall away loses none."""

    handles: tuple[type, ...] = (TellStaff,)
    urgent: tuple[type, ...] = ()

    def __init__(self, outbox: Outbox, client: HallClient, longest_pause_s: float = 60.0) -> None:
        self._outbox = outbox
        self._box = QuestionBox(client)
        self._courier = OutboxCourier(
            outbox, self._box, lambda delivery: None, longest_pause_s=longest_pause_s
        )

    def start(self, post: Post) -> None:
        """Begin to send what an earlier run left behind."""
        self._outbox.forget_filed(KEEP_RECEIPTS)
        self._courier.start()

    def stop(self) -> None:
        """End after the word in hand; what is not sent stays."""
        self._courier.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """Keep one word and offer it to the hall; the courier takes it later if that is away."""
        if not isinstance(effect, TellStaff):
            return
        word = StaffQuestion.model_validate(
            {"question_id": effect.message_id, "kind": effect.kind, "text": effect.text}
        )
        outcome = self._outbox.keep(effect.message_id, word.model_dump_json().encode())
        if isinstance(outcome, NotKept):
            post(StaffNotTold(outcome.reason, "请告诉工作人员"))
            return
        self._outbox.deliver_once(self._box)
        post(self._became_of(effect.message_id))

    def _became_of(self, key: str) -> Event:
        entry = next(one for one in self._outbox.entries() if one.key == key)
        match entry.state:
            case "filed":
                receipt = QuestionReceipt.model_validate_json(entry.receipt_json)
                return StaffTold(receipt.number, receipt.url)
            case "refused":
                return StaffNotTold(entry.reason, "请告诉工作人员")
        self._courier.wake()
        return WordKept()
