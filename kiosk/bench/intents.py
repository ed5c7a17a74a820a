"""How well questions are understood: on the test half, misheard too, beside two plain methods."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import process
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from forms.catalogue import load_catalogue
from kiosk.bench.many_items import NAMES_FILE
from kiosk.bench.mishearing import Mishearing
from kiosk.bench.questions import PosedQuestion, read_business_of_others, read_questions
from kiosk.bench.turns import TURNS, memory_growth
from kiosk.knowledge import entries_of, learn_meanings, plain_words
from kiosk.performers.collecting import set_aside
from kiosk.settings import CATALOGUE, PROJECT_FOLDER
from voice.compiled import compile_knowledge
from voice.knowledge import NOT_OURS, KnowledgeEntry
from voice.matching import Matcher
from voice.stored_knowledge import load_knowledge, store_knowledge

_FALSE_ACCEPTED = 0.05
_NOISES = (0.0, 0.1, 0.2, 0.4)
_SIZES = (7_000, 50_000)
_TIMED = 200

Ranked = Callable[[str], tuple[list[str], float]]
"""Returns the item codes for a question, best first, and how sure the best is."""


@dataclass(frozen=True)
class Figures:
    """What one method does with the test half."""

    top1: float
    top3: float
    accepted_right: float


def measure() -> dict[str, Any]:
    """Measure accuracy, refusal, noise, speed and size, and return the figures."""
    console = Console(width=110)
    catalogue = load_catalogue(CATALOGUE)
    entries = entries_of(catalogue)
    by_name = {item.short_name: item.code for item in catalogue.items}
    questions = [one for one in read_questions() if one.is_for_testing]
    matcher = Matcher(entries, plain_words())
    without = Matcher(entries, plain_words())
    learn_meanings(matcher, PROJECT_FOLDER / ".yimen" / "data")
    ours = [entry for entry in entries if entry.item_code != NOT_OURS]
    methods: dict[str, Ranked] = {
        "extractOne": _extract_one(ours),
        "TF-IDF": _tf_idf(ours),
        "ours, no embedding": _matched(without),
        "ours": _matched(matcher),
    }
    found = {
        (name, noise): _figures(ranked, _heard(questions, noise), by_name)
        for name, ranked in methods.items()
        for noise in _NOISES
    }
    _print_accuracy(console, found, methods, questions)
    _print_wordings(console, methods["ours"], questions, by_name)
    others = _verdicts(matcher, [one for one in read_business_of_others() if one.is_for_testing])
    console.print(
        "Business of other offices: {refused:.0%} refused, {asked_back:.0%} asked back, "
        "{answered:.0%} answered, which is wrong".format(**others)
    )
    # Before the long lists, whose freed memory would hide what the turns take.
    growth = memory_growth(catalogue, matcher)
    console.print(
        f"{TURNS:,} turns of mixed dialogue: resident memory grew by {growth.resident:.1%}, "
        f"what is the process's own by {growth.own:.1%}"
    )
    speed = _speed(console, questions, matcher)
    best_plain = {
        noise: max(found[name, noise].top1 for name in ("extractOne", "TF-IDF"))
        for noise in _NOISES
    }
    return {
        "top1": _percent(found["ours", 0.0].top1),
        "top3": _percent(found["ours", 0.0].top3),
        "accept_right_at_5pct_fa": _percent(found["ours", 0.0].accepted_right),
        **{f"noise{int(n * 100)}": _percent(found["ours", n].top1) for n in _NOISES[1:]},
        "gain_clean_points": _percent(found["ours", 0.0].top1 - best_plain[0.0]),
        "gain_noise20_points": _percent(found["ours", 0.2].top1 - best_plain[0.2]),
        "others_answered": _percent(others["answered"]),
        "memory_growth": _percent(growth.resident),
        **speed,
    }


def _verdicts(matcher: Matcher, questions: Sequence[PosedQuestion]) -> dict[str, float]:
    found = [matcher.match(one.text).outcome for one in questions]
    share = {outcome: found.count(outcome) / len(found) for outcome in set(found)}
    return {
        "refused": share.get("reject", 0.0),
        "asked_back": share.get("clarify", 0.0),
        "answered": share.get("answer", 0.0),
    }


def _heard(questions: Sequence[PosedQuestion], noise: float) -> list[tuple[PosedQuestion, str]]:
    mishearing = Mishearing(random.Random(20))
    return [(one, mishearing.misheard(one.text, noise)) for one in questions]


def _figures(
    ranked: Ranked, heard: Sequence[tuple[PosedQuestion, str]], by_name: dict[str, str]
) -> Figures:
    foreign: list[float] = []
    hits: list[tuple[bool, bool, float]] = []
    for question, text in heard:
        codes, sure = ranked(text)
        right = {by_name[name] for name in question.items}
        if right:
            hits.append((codes[:1] != [] and codes[0] in right, bool(right & {*codes[:3]}), sure))
        else:
            foreign.append(sure)
    # The limit above which at most one in twenty of what is not ours comes through.
    limit = sorted(foreign, reverse=True)[int(len(foreign) * _FALSE_ACCEPTED)]
    return Figures(
        top1=float(np.mean([first for first, _, _ in hits])),
        top3=float(np.mean([three for _, three, _ in hits])),
        accepted_right=float(np.mean([first and sure > limit for first, _, sure in hits])),
    )


def _matched(matcher: Matcher) -> Ranked:
    def ranked(text: str) -> tuple[list[str], float]:
        candidates = matcher.nearest(text)
        return [one.item_code for one in candidates], candidates[0].score if candidates else 0.0

    return ranked


def _extract_one(entries: Sequence[KnowledgeEntry]) -> Ranked:
    texts = [entry.phrasing for entry in entries]

    def ranked(text: str) -> tuple[list[str], float]:
        # extractOne is the first of these; the rest is for the three best.
        found = process.extract(text, texts, limit=30)
        return _items(entries, [place for _, _, place in found]), found[0][1] / 100

    return ranked


def _tf_idf(entries: Sequence[KnowledgeEntry]) -> Ranked:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
    rows = vectorizer.fit_transform(entry.phrasing for entry in entries)

    def ranked(text: str) -> tuple[list[str], float]:
        likeness = (rows @ vectorizer.transform([text]).T).toarray()[:, 0]
        places = np.argsort(-likeness)[:30]
        return _items(entries, places.tolist()), float(likeness[places[0]])

    return ranked


def _items(entries: Sequence[KnowledgeEntry], places: Sequence[int]) -> list[str]:
    return list(dict.fromkeys(entries[place].item_code for place in places))


def _speed(
    console: Console, questions: Sequence[PosedQuestion], matcher: Matcher
) -> dict[str, float]:
    asked = [one.text for one in questions if one.is_ours][:_TIMED]
    table = Table("wordings", "build s", "warm start ms", "median ms", "p99 ms", "extractOne ms")
    figures: dict[str, float] = {}
    for size in _SIZES:
        entries = _many_entries(size)
        start = time.perf_counter()
        large = Matcher(entries, plain_words())
        build_s = time.perf_counter() - start
        # As the terminal does: what lives long is not looked through again and again.
        set_aside()
        warm_ms = _warm_start_ms(entries)
        times = _times_ms(large.match, asked)
        texts = [entry.phrasing for entry in entries]
        plain = _times_ms(partial(process.extractOne, choices=texts), asked[:40])
        p99, median = float(np.percentile(times, 99)), float(np.median(times))
        table.add_row(
            f"{size:,}",
            f"{build_s:.2f}",
            f"{warm_ms:.0f}",
            f"{median:.2f}",
            f"{p99:.2f}",
            f"{np.median(plain):.1f}",
        )
        figures[f"p99_ms_{size}"] = round(p99, 2)
        if size == _SIZES[0]:
            figures["build_s"] = round(build_s, 2)
            figures["warm_ms"] = round(warm_ms)
        else:
            figures["speedup_vs_extract"] = round(float(np.mean(plain) / np.mean(times)), 1)
    whole = _times_ms(matcher.match, asked)
    table.add_row(
        "catalogue, embedding asked where unsure",
        "",
        "",
        f"{np.median(whole):.2f}",
        f"{np.percentile(whole, 99):.1f}",
        "",
    )
    console.print("Match time: characters and sounds, the path taken when they are sure")
    console.print(table)
    return figures


def _warm_start_ms(entries: Sequence[KnowledgeEntry]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "knowledge.npz"
        store_knowledge(compile_knowledge(entries, plain_words()), path, "digest")
        start = time.perf_counter()
        load_knowledge(path, "digest")
        return (time.perf_counter() - start) * 1000


def _times_ms(work: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    for text in asked[:5]:
        work(text)
    times = []
    for text in asked:
        start = time.perf_counter()
        work(text)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _many_entries(count: int) -> list[KnowledgeEntry]:
    """Return wordings as a catalogue of thousands of real names would bring, seven an item."""
    lines = NAMES_FILE.read_text("utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    shapes = (
        "{}",
        "{}怎么办",
        "办{}要带什么",
        "{}在哪里办",
        "{}要几天",
        "{}收费吗",
        "什么条件可以办{}",
    )
    places = ("", "市级", "区级", "镇街", "园区", "省级", "城东", "城西", "城南", "城北")
    entries = []
    for place in places:
        for number, name in enumerate(names):
            for shape in shapes:
                text = shape.format(f"{name}{place}")
                entries.append(KnowledgeEntry(f"{place}{number}", "", text))
                if len(entries) == count:
                    return entries
    return entries


def _print_accuracy(
    console: Console,
    found: dict[tuple[str, float], Figures],
    methods: dict[str, Ranked],
    questions: Sequence[PosedQuestion],
) -> None:
    ours = sum(one.is_ours for one in questions)
    console.print(
        f"Test half: {ours} questions of ours, {len(questions) - ours} not ours; "
        f"{os.cpu_count()} cores"
    )
    table = Table("method", "misheard", "top 1", "top 3", "accepted and right at 5 % false")
    for name in methods:
        for noise in _NOISES:
            one = found[name, noise]
            table.add_row(
                name,
                f"{noise:.0%}",
                f"{one.top1:.1%}",
                f"{one.top3:.1%}",
                f"{one.accepted_right:.1%}",
            )
    console.print(table)


def _print_wordings(
    console: Console, ranked: Ranked, questions: Sequence[PosedQuestion], by_name: dict[str, str]
) -> None:
    table = Table("wording", "questions", "top 1", "top 3")
    for wording in sorted({one.wording for one in questions if one.is_ours}):
        some = [(one, one.text) for one in questions if one.wording == wording or not one.is_ours]
        figures = _figures(ranked, some, by_name)
        count = sum(one.is_ours for one, _ in some)
        table.add_row(wording, str(count), f"{figures.top1:.1%}", f"{figures.top3:.1%}")
    console.print(table)


def _percent(share: float) -> float:
    return round(share * 100, 1)
