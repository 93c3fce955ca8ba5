"""Files that are not what they should be: each is named in a sentence, left as it is, and read as far as it goes."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Damaged, NotSaved, Refusal, WatchroomError
from core.i18n import LANGUAGES, has
from core.records import log
from core.replica.act import Desk
from core.replica.engine import sqlite
from core.replica.replica import DATABASE, Replica
from core.replica.salvage import readable
from core.replica.schema import VERSION
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START

PAGE = 4096
LINES = 90


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed terminal of thirty lines, and that of another station beside it."""
    folder = tmp_path_factory.mktemp("good")
    for name, letter in (("data", "A"), ("other", "B")):
        clock = ManualClock(START)
        with set_up(folder / name, clock, station="东港站", code="东港", letter=letter) as replica:
            for line in range(LINES):
                Desk(replica).do(log.note, f"{name} {line} " + "长" * 100)
    return folder


def sql(*statements: str) -> Callable[[Path], None]:
    """Damage done through SQL."""

    def do(path: Path) -> None:
        connection = sqlite.connect(str(path), isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return do


def content(data: bytes) -> Callable[[Path], None]:
    """Other content altogether."""
    return lambda path: void(path.write_bytes(data))


def void(_: object) -> None:
    """Make an expression a statement."""


def patch(offset: int, data: bytes) -> Callable[[Path], None]:
    """A few other bytes at one place."""

    def do(path: Path) -> None:
        torn = bytearray(path.read_bytes())
        torn[offset : offset + len(data)] = data
        path.write_bytes(bytes(torn))

    return do


def within(place: bytes, data: bytes) -> Callable[[Path], None]:
    """Other bytes where `place` stands."""
    return lambda path: patch(path.read_bytes().index(place), data)(path)


def cut(keep: float) -> Callable[[Path], None]:
    """The first part of the file only."""
    return lambda path: os.truncate(path, int(path.stat().st_size * keep))


def foreign(path: Path) -> None:
    """Another program's database."""
    path.unlink()
    sql("CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)", "PRAGMA user_version = 7")(path)


def foreign_without_version(path: Path) -> None:
    path.unlink()
    sql("CREATE TABLE notes (x)")(path)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "gone" / "gone")


def swapped(path: Path) -> None:
    shutil.copyfile(path.parent.parent / "good" / "other" / DATABASE, path)


def stale_log(path: Path) -> None:
    """The file of an earlier day under the log of changes of a later one."""
    clock = ManualClock(START)
    early = path.read_bytes()
    with Replica(path.parent, clock) as replica:
        for line in range(60):
            Desk(replica).do(log.note, f"后来 {line} " + "长" * 300)
        replica.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for line in range(8):
            Desk(replica).do(log.note, f"更后 {line} " + "长" * 300)
        kept = Path(f"{path}-wal").read_bytes()
    path.write_bytes(early)
    Path(f"{path}-wal").write_bytes(kept)


OPENS = {
    # name: (damage, the error it is, at least how many lines are read all the same)
    "text": (content("值班日志\n".encode() * 500), Damaged, 0),
    "one byte": (content(b"S"), Damaged, 0),
    "zeros": (content(bytes(PAGE * 4)), Damaged, 0),
    "random": (content(bytes(range(256)) * 64), Damaged, 0),
    "the magic alone": (content(b"SQLite format 3\x00"), Damaged, 0),
    "a zip": (content(b"PK\x03\x04" + bytes(2000)), Damaged, 0),
    "foreign": (foreign, Damaged, 0),
    "foreign without version": (foreign_without_version, Damaged, 0),
    "newer schema": (sql(f"PRAGMA user_version = {VERSION + 1}"), Refusal, LINES),
    "much newer schema": (sql("PRAGMA user_version = 2147483647"), Refusal, LINES),
    "no version": (sql("PRAGMA user_version = 0"), Damaged, LINES),
    "negative version": (sql("PRAGMA user_version = -1"), Damaged, LINES),
    "no event table": (sql("PRAGMA foreign_keys=0", "DROP TABLE event"), Damaged, 0),
    "no session table": (sql("DROP TABLE session"), Damaged, LINES),
    "no seal table": (sql("DROP TABLE seal"), Damaged, LINES),
    "no state table": (sql("DROP TABLE journal_state"), Damaged, LINES),
    "no local table": (sql("DROP TABLE local"), Damaged, LINES),
    "no draft table": (sql("DROP TABLE draft"), Damaged, LINES),
    "no credential table": (sql("DROP TABLE credential"), Damaged, LINES),
    "no attempt table": (sql("DROP TABLE attempt"), Damaged, LINES),
    "no alarm table": (sql("DROP TABLE alarm"), Damaged, LINES),
    "a folder": (folder_instead, NotSaved, 0),
    "a dangling link": (nowhere, NotSaved, 0),
    "another terminal's": (swapped, Damaged, LINES),
    "a stale log": (stale_log, Damaged, LINES - 8),
    "header magic": (patch(0, b"NQLite"), Damaged, LINES - 8),
    "page size": (patch(16, b"\x00\x03"), Damaged, LINES - 8),
    "page one": (patch(100, bytes(PAGE - 100)), Damaged, LINES - 8),
    "write version": (patch(18, b"\x09\x09"), Damaged, LINES - 8),
    "reserved space": (patch(20, b"\xff"), Damaged, LINES - 8),
    "encoding": (patch(56, b"\x00\x00\x00\x02"), Damaged, LINES - 8),
    "schema text": (within(b"CREATE TABLE event", b"\xff" * 30), Damaged, LINES - 8),
}


@pytest.fixture
def data(good: Path, tmp_path: Path) -> Path:
    """A copy of the terminal to be damaged, the good ones beside it."""
    (tmp_path / "good").symlink_to(good)
    shutil.copytree(good / "data", tmp_path / "data")
    return tmp_path / "data"


def contents(data: Path) -> dict[str, bytes]:
    """Every file but what SQLite shares between processes."""
    return {
        path.name: path.read_bytes()
        for path in data.iterdir()
        if path.is_file() and not path.name.endswith("-shm") and path.stat().st_size
    }


def told(error: WatchroomError) -> None:
    """The sentence exists in every language and says something whole."""
    assert has(error.key)
    for language in LANGUAGES:
        sentence = error.sentence(language)
        assert len(sentence) > 10
        assert "{" not in sentence


@pytest.mark.parametrize("name", OPENS)
def test_it_is_refused_in_a_sentence_left_alone_and_read_as_far_as_it_goes(data: Path, name: str) -> None:
    damage, kind, lines = OPENS[name]
    path, clock = data / DATABASE, ManualClock(START)
    damage(path)
    before = contents(data)
    with pytest.raises(kind) as refused:
        Replica(data, clock)
    told(refused.value)
    assert refused.value.exit_code == kind.exit_code
    assert contents(data) == before
    if lines:
        with readable(path, clock) as (replica, report):
            assert len(replica.rows("log")) + len(report.left) >= lines
            assert verify(replica.connection).whole
        assert contents(data) == before


@pytest.mark.parametrize("part", range(1, 20))
def test_a_file_cut_short_anywhere_is_never_served_as_good(data: Path, part: int) -> None:
    path, clock = data / DATABASE, ManualClock(START)
    cut(part / 20)(path)
    try:
        with Replica(data, clock) as replica:
            assert not verify(replica.connection).ok
    except (Damaged, NotSaved) as error:
        told(error)
    try:
        with readable(path, clock) as (replica, report):
            assert verify(replica.connection).whole
            assert report.events + len(report.left) >= (LINES * (part - 12)) // 20
    except Damaged as nothing:
        told(nothing)
        assert part <= 10


def test_an_empty_file_is_a_terminal_not_yet_set_up(tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()
    with set_up(tmp_path, ManualClock(START), station="东港站", code="东港") as replica:
        Desk(replica).do(log.note, "一")
        assert verify(replica.connection).ok


def test_missing_views_are_folded_again_at_opening(data: Path) -> None:
    sql("DROP TABLE record", "DROP TABLE entry", "DROP TABLE entry_text", "DROP TABLE numbering")(
        data / DATABASE
    )
    with Replica(data, ManualClock(START)) as replica:
        assert len(replica.rows("log")) == LINES
        assert verify(replica.connection).ok


def test_views_of_another_shape_are_named_by_verify_and_mended_by_rebuild(data: Path) -> None:
    from core.replica.rebuild import rebuild

    sql("DROP TABLE numbering", "CREATE TABLE numbering (x)")(data / DATABASE)
    with Replica(data, ManualClock(START)) as replica:
        assert not verify(replica.connection).ok
        rebuild(replica)
        assert verify(replica.connection).ok


def fill(replica: Replica) -> None:
    """Write until the disk refuses."""
    for _ in range(40):
        Desk(replica).do(log.note, "长" * 4000)


def test_no_byte_free_is_said_and_everything_can_be_read(data: Path) -> None:
    with Replica(data, ManualClock(START)) as replica:
        pages = replica.connection.execute("PRAGMA page_count").fetchone()[0]
        replica.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(NotSaved) as full:
            fill(replica)
        assert full.value.key == "store.disk_full"
        assert len(replica.rows("log")) >= LINES
        assert verify(replica.connection).ok


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("file", "folder"), [(0o400, 0o500), (0o000, 0o700), (0o400, 0o700)])
def test_without_permission_it_is_said_and_what_may_be_read_is_read(
    good: Path, file: int, folder: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        shutil.copytree(good / "data", data)
        code = _as_nobody(Path(name), data, file, folder)
    assert code == (7 if file else 8)


def _as_nobody(base: Path, data: Path, file: int, folder: int) -> int:
    """The exit code of a child without rights: 7 refused but read, 8 refused and not even read."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        if os.geteuid() == 0:
            for path in (base, data, *data.iterdir()):
                os.chown(path, 65534, 65534)
            os.setuid(65534)
        (data / DATABASE).chmod(file)
        data.chmod(folder)
        code = _opened(data)
    finally:
        data.chmod(0o700)
        os._exit(code)
    return code


def _opened(data: Path) -> int:
    try:
        with Replica(data, ManualClock(START)) as replica:
            if len(replica.rows("log")) != LINES:
                return 2
            Desk(replica).do(log.note, "写不进")
        return 4
    except NotSaved:
        pass
    try:
        with readable(data / DATABASE, ManualClock(START)) as (replica, _):
            return 7 if len(replica.rows("log")) == LINES else 3
    except NotSaved:
        return 8
