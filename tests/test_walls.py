"""Rooms are forks of one house, and know nothing of it, of each other, or of those
before them.
"""

import contextlib
import json
import os
from pathlib import Path

import psutil
import pytest

from grading.inside.room import python_folders
from grading.judge import Link
from grading.walls import Budgets, House, Room

pytestmark = pytest.mark.needs("bwrap")

LEAVES = """
import ctypes, os, resource, socket

def leaves():
    for place in ("/tmp/left", "/dev/shm/left"):
        open(place, "w").write("a message")
    global listening  # as long as the process lives
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\\0left")
    listening.listen()
    ctypes.CDLL(None).shmget(4711, 4096, 0o1666)
    for process in (1, 0):
        resource.prlimit(process, resource.RLIMIT_NOFILE, (64, 64))
        os.setpriority(os.PRIO_PROCESS, process, 19)
        os.sched_setaffinity(process, {min(os.sched_getaffinity(0))})
    return "done"
"""
LOOKS = """
import ctypes, glob, json, os, resource, socket

def looks():
    libc = ctypes.CDLL(None, use_errno=True)
    listening = socket.socket(socket.AF_UNIX)
    lines = open("/proc/self/status").read().splitlines()
    status = dict(line.split(":\\t") for line in lines if ":\\t" in line)
    rights = ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb", "NoNewPrivs")
    places = (b"/tmp", b"/proc", b"/dev/shm")
    return json.dumps({
        "processes": [int(name) for name in os.listdir("/proc") if name.isdecimal()],
        "files": glob.glob("/tmp/left*") + glob.glob("/dev/shm/*"),
        "temporary": [folder for folder, *_ in os.walk("/tmp")],
        "socket": listening.connect_ex("\\0left") == 0,
        "memory": libc.shmget(4711, 4096, 0) != -1,
        "network": [name for _, name in socket.if_nameindex() if name != "lo"],
        "rights": {name: status[name] for name in rights},
        "namespace": libc.unshare(0x10000000) == 0,
        "unmounts": [place for place in places if libc.umount2(place, 2) == 0],
        "files_open": resource.getrlimit(resource.RLIMIT_NOFILE),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "cores": len(os.sched_getaffinity(0)),
    })
"""


def told(room, code):
    """What the function in `code` returns, called in a room."""
    name = code.split("def ")[1].split("(")[0]
    setup = {
        "cells": [code],
        "imports": [],
        "function": name,
        "always": [],
        "may_call": [],
        "watch": False,
        "helpers": {},
        "check": "",
        "cut": [],
    }
    link = Link(room, setup, 30)
    link.define(0)
    return link.call(0, (), {}), link


@pytest.fixture
def rooms():
    with (
        contextlib.closing(Room(Budgets())) as one,
        contextlib.closing(Room(Budgets())) as other,
    ):
        yield one, other


def test_a_room_knows_nothing_of_the_house_nor_of_another_room(rooms):
    one, other = rooms
    said, held = told(one, LEAVES)
    seen = json.loads(told(other, LOOKS)[0])
    # the first is still at it
    assert said == "done" and held.channel.socket.fileno() > 0
    assert seen["processes"] == [1, seen["processes"][1]]
    assert (
        not seen["files"]
        and not seen["socket"]
        and not seen["memory"]
        and not seen["network"]
    )
    python = [path for path in python_folders() if path.startswith("/tmp")]
    ways = {str(folder) for path in python for folder in Path(path).parents} | {"/tmp"}
    known = ("/tmp/tmp", "/tmp/profile_default", *python)
    assert all(
        folder in ways or folder.startswith(known) for folder in seen["temporary"]
    )


def test_a_room_has_no_rights_and_no_way_to_any(rooms):
    seen = json.loads(told(rooms[0], LOOKS)[0])
    assert seen["rights"].pop("NoNewPrivs") == "1"
    assert set(seen["rights"].values()) == {"0" * 16}
    assert not seen["namespace"] and not seen["unmounts"]


def test_what_a_room_does_to_itself_no_later_room_inherits(rooms):
    fresh = json.loads(told(rooms[1], LOOKS)[0])
    told(rooms[0], LEAVES)
    rooms[0].close()
    with contextlib.closing(Room(Budgets())) as later:
        seen = json.loads(told(later, LOOKS)[0])
    kept = (
        "files",
        "files_open",
        "priority",
        "cores",
        "descriptors",
        "socket",
        "memory",
    )
    assert {name: seen[name] for name in kept} == {name: fresh[name] for name in kept}
    assert fresh["cores"] == len(os.sched_getaffinity(0)) and fresh[
        "priority"
    ] == os.getpriority(os.PRIO_PROCESS, 0)


def test_a_closed_room_leaves_no_process(rooms):
    room = rooms[0]
    processes = [
        room.process,
        *room.process.children(recursive=True),
        room.process.parent(),
    ]
    room.close()
    assert not psutil.wait_procs(processes, timeout=10)[1]


def test_a_house_that_ends_is_replaced():
    first = House.of_this_process()
    with contextlib.closing(Room(Budgets())) as room:
        first.close()
        psutil.wait_procs([room.process], timeout=10)
        assert not room.process.is_running()
    with contextlib.closing(Room(Budgets())) as room:
        assert room.process.is_running() and House.of_this_process() is not first


FILLS = """
import os, time

def fills():
    children = 0
    try:
        while True:
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
            children += 1
    except OSError:
        return children
"""


def test_a_room_full_of_processes_leaves_its_neighbour_as_many_as_it_may_have():
    budgets = Budgets(processes=10)
    with (
        contextlib.closing(Room(budgets)) as one,
        contextlib.closing(Room(budgets)) as other,
    ):
        (first, held), (second, _) = told(one, FILLS), told(other, FILLS)
        # the first room's processes are still there
        assert held.channel.socket.fileno() > 0
        assert first == second >= 7  # beside the first process and the one that counts
