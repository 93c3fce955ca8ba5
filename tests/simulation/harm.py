"""What is done to the nodes of a world: crashes, restores, clones, forgers, strays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.journal.encoding import GENESIS_PREV, header_hash
from core.journal.seal import sign
from sync.batch import Batch
from sync.messages import START, Page, Pull, Push
from tests.simulation.nodes import Disk, MemoryStore, Terminal, image

if TYPE_CHECKING:
    from tests.simulation.world import World

MOST_TERMINALS = 6


def terminal(world: World, one: Terminal) -> None:
    """Harm to one terminal; the healthy one of a liveness run is spared."""
    roll, faults = world.chance.random, world.faults
    if one is world.healthy:
        return
    if roll() < faults.crash:
        one.restart()
    if roll() < faults.restore:
        _restore(world, one)
    if roll() < faults.wipe:
        one.disk = Disk()
        one.session = None
    if roll() < faults.resume and one.name in world.snapshots:
        disk, one.session, one.clock = world.snapshots[one.name]
        one.disk = image(disk)
    if roll() < faults.clone and len(world.terminals) < MOST_TERMINALS:
        twin = Terminal(one.name, one.scope, world.chance, world.policy, one.secret)
        twin.disk = image(one.disk)
        world.connect(twin)
        twin.restart()
        world.terminals.append(twin)
    if roll() < faults.stray:
        _stray(world, one)
    if roll() < faults.forge:
        _forge(world)


def servers(world: World) -> None:
    """Harm to the servers, now and then to everybody at once."""
    roll, faults = world.chance.random, world.faults
    if roll() < faults.restore_server:
        world.branch.set_back(world.chance.choice(world.branch.images))
        world.relay.set_back()
    if roll() < faults.restore_hq:
        world.hq.set_back(world.chance.choice(world.hq.images))
    if roll() < faults.disaster:
        for node in (world.branch, world.hq):
            if roll() < 0.7:
                node.set_back(world.chance.choice([MemoryStore(), *node.images]))
        world.relay.set_back()
        for one in world.terminals:
            if roll() < 0.4:
                _restore(world, one)


def _restore(world: World, one: Terminal) -> None:
    """Put an older image of its disk in."""
    if one.name in world.disks:
        one.disk = image(world.chance.choice(world.disks[one.name]))
        one.restart()


def _stray(world: World, one: Terminal) -> None:
    """A terminal asks for another station's feed, and offers its own session for it."""
    from tests.simulation.world import SCOPES

    other = SCOPES[one.scope == SCOPES[0]]
    found = world.branch.serve(Pull(other, START, {}, 50), (one.scope,))
    if isinstance(found, Page):
        one.carry_out_page(found)
    own = [name for name in one.disk.own - one.disk.given_up if one.disk.events.get(name)]
    if own:
        batch = one.batch(min(own), 0, 500)
        assert batch is not None
        world.branch.serve(Push(other, batch), (one.scope,))


def _forge(world: World) -> None:
    """Somebody adds an event to a session: without the device's key, or with it but to another past."""
    known = [name for name, events in world.branch.store.sessions.items() if events]
    if not known:
        return
    session = world.chance.choice(known)
    events = world.branch.store.sessions[session]
    scope = world.branch.store.scopes[session]
    secret = next((one.secret for one in world.terminals if one.owns(session)), None)
    maker = Terminal("x", scope, world.chance, world.policy, secret or bytes(32))
    insider = secret is not None and world.chance.random() < 0.5
    past = list(events)
    if insider and len(past) > 1:
        past[-1] = past[-1]._replace(header=past[-1].header[:2] + bytes(32) + past[-1].header[34:])
    maker.session, maker.disk.events[session] = session, past
    maker.write()
    added = past[-1]
    tip, last = header_hash(added.header), len(past)
    signature = sign(secret if insider and secret else bytes(32), session, last, tip).signature
    prev = header_hash(past[-2].header) if last > 1 else GENESIS_PREV
    if insider and len(events) == 1:
        return
    world.branch.serve(Push(scope, Batch(session, last, prev, (added,), signature)), (scope,))


def stuck(world: World) -> list[str]:
    """Liveness: with every other fault still going on, the healthy terminal and the server get done. I11, I15."""
    healthy = world.healthy
    assert healthy is not None
    record = healthy.write()
    for _ in range(2):
        world.exchange(healthy)
    store = world.branch.store
    found = list(world.problems)
    if not any(one.header[98:114] == record for events in store.sessions.values() for one in events):
        found.append("healthy: its last event is not at the branch")
    if healthy.mark(healthy.scope) != store.end(healthy.scope):
        found.append("healthy: its feed is not followed to the end")
    return found
