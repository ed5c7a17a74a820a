"""The routes for forms that the person before a terminal has not finished."""

from __future__ import annotations

from fastapi import APIRouter, Request

from kiosk.hall.service import HallService
from kiosk.hall.tables import MAIN
from kiosk.hall.terminals import Terminal
from kiosk.platform.draft_protocol import (
    DRAFT_PAGES_PATH,
    DRAFTS_PATH,
    FIND_DRAFT_PAGE_PATH,
    FIND_DRAFT_PATH,
    Draft,
    DraftKept,
    DraftPage,
    DraftPageQuery,
    DraftQuery,
    KeepDraft,
    KeepDraftPage,
)
from kiosk.platform.protocol import Problem


def draft_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={422: {"model": Problem}})

    # A number in an address would stand in logs; in a body it does not.
    @router.post(DRAFTS_PATH)
    def keep_draft(given: KeepDraft, request: Request) -> DraftKept:
        kept = hall.drafts.keep(_hall_of(request), given)
        hall.record("draft_kept" if given.text else "draft_dropped", kept=int(kept.kept))
        return kept

    @router.post(FIND_DRAFT_PATH)
    def find_draft(query: DraftQuery, request: Request) -> Draft:
        found = hall.drafts.find(_hall_of(request), query.number)
        hall.record("draft_looked_for", found=int(bool(found.text)))
        return found

    @router.post(DRAFT_PAGES_PATH)
    def keep_draft_page(given: KeepDraftPage, request: Request) -> DraftKept:
        kept = hall.drafts.keep_page(_hall_of(request), given)
        hall.record("draft_page_kept", kept=int(kept), bytes=len(given.content))
        return DraftKept(kept=kept)

    @router.post(FIND_DRAFT_PAGE_PATH)
    def find_draft_page(query: DraftPageQuery, request: Request) -> DraftPage:
        found = hall.drafts.find_page(_hall_of(request), query.number, query.page)
        hall.record("draft_page_looked_for", found=int(bool(found)))
        return DraftPage(content=found)

    return router


def _hall_of(request: Request) -> str:
    """Return the hall of the terminal that signed."""
    terminal = getattr(request.state, "terminal", None)
    return terminal.hall if isinstance(terminal, Terminal) else MAIN
