"""Reading ahead: a page is asked for while the one before it is folded, and nothing is lost when the guess was wrong."""

from __future__ import annotations

import threading

import pytest

from sync.exchange import Answer, Request
from sync.messages import START, Hello, Mark, Page, Pull, Welcome
from sync.read_ahead import ReadAhead
from sync.transport import Unreachable

SCOPE = "unit/hq"
LONG = 30.0
"""Seconds after which a test gives up."""


class Feed:
    """A feed of `pages` pages; remembers what it was asked, on which thread."""

    def __init__(self, pages: int) -> None:
        self.pages, self.asked, self.cut = pages, list[Request](), False
        self.threads = list[threading.Thread]()
        self.answered = threading.Semaphore(0)

    def send(self, request: Request) -> Answer:
        self.asked.append(request)
        self.threads.append(threading.current_thread())
        try:
            if self.cut:
                raise Unreachable("cut")
            if not isinstance(request, Pull):
                return Welcome({}, {}, 0)
            n = request.mark.n + 1
            return Page(SCOPE, (), Mark(n, b"%32d" % n), more=n < self.pages)
        finally:
            self.answered.release()


def pull(n: int) -> Pull:
    return Pull(SCOPE, Mark(n, b"%32d" % n) if n else START, {}, 500)


def test_the_next_page_is_there_before_it_is_asked_for_and_each_is_asked_for_once() -> None:
    feed = Feed(3)
    way = ReadAhead(feed)
    marks = []
    for n in range(3):
        answer = way.send(pull(n))
        assert isinstance(answer, Page)
        marks.append(answer.mark.n)
        for _ in range(1 + (n == 0) - (n == 2)):
            assert feed.answered.acquire(timeout=LONG)
    assert marks == [1, 2, 3]
    assert feed.asked == [pull(0), pull(1), pull(2)]
    assert [thread is threading.current_thread() for thread in feed.threads] == [True, False, False]


def test_a_wrong_guess_is_not_taken_for_an_answer() -> None:
    feed = Feed(9)
    way = ReadAhead(feed)
    way.send(pull(0))
    assert isinstance(way.send(Hello({}, {})), Welcome)
    way.send(pull(4))
    elsewhere = way.send(Pull(SCOPE, pull(5).mark, {b"s" * 16: 3}, 500))
    assert isinstance(elsewhere, Page)
    assert elsewhere.mark.n == 6
    way.rest()
    assert Pull(SCOPE, pull(5).mark, {b"s" * 16: 3}, 500) in feed.asked


def test_what_went_wrong_ahead_is_said_when_it_is_asked_for_and_only_then() -> None:
    feed = Feed(9)
    way = ReadAhead(feed)
    feed.cut = False
    way.send(pull(0))
    way.rest()
    feed.cut = True
    way.send(pull(1))
    with pytest.raises(Unreachable):
        way.send(pull(2))
    feed.cut = False
    assert isinstance(way.send(pull(2)), Page)
    way.rest()


def test_nothing_is_on_its_way_after_rest() -> None:
    feed = Feed(9)
    way = ReadAhead(feed)
    way.send(pull(0))
    way.rest()
    assert feed.asked == [pull(0), pull(1)]
    way.rest()
    assert len(feed.asked) == 2
