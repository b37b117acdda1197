#!/usr/bin/env python3
"""Kills the real programs at every call that changes a file, and looks whether anything is lost.

    crash_matrix.py NAME=PATH... [--seconds S] [--least N] [--workers N] [--only SCENARIO]

Without --seconds every point is tried. With it, points spread evenly over all of them until the time is over; fewer
than --least is a failure. Each scenario is recorded a few times without a kill, which tells how many points it has. A
point at which nobody died proves nothing: where fewer than 95 % of them struck, the matrix fails.
Page: docs/testing.md, "The crash matrix".
"""

import argparse
import collections
import glob
import json
import os
import shutil
import sys
import tempfile
import threading
import time

from office_case import NEVER, NOWHERE, Place, Point, Programs, Promises, Server, Wrong, check_all, recover, steps_counted

HOWS = ("before", "torn", "after")
# Programs run side by side, so that some scenarios take more steps one time and fewer the next.
RECORDINGS = 3
TRIES = 3            # of a point at which nobody died
LEAST_STRUCK = 0.95  # of the points that every recording reached


def day(place, address, point=NEVER):
    """The day on tablet a, to its end or the point; what it promised."""
    _, out = place.victim(point, place.tablet_folder("a"), "crash_day", "day", place.tablet("a"), address, "7")
    return Promises(out)


def tablet_dies(place, point):
    """The tablet is killed within its day; the office goes on."""
    server = Server(place.programs, place.office)
    promises = day(place, server.address, point)
    steps = steps_counted(place.tablet_folder("a"))
    server.end()
    check_all(place, promises)
    return steps


def server_dies(place, point):
    """The server is killed while it starts, serves two tablets or stops."""
    server = Server(place.programs, place.office, point)
    promises = day(place, server.address)
    if server.address != NOWHERE and server.process.poll() is None:
        place.programs.run("crash_day", "recover", place.tablet("b"), server.address)
    place.victim_ended("the server", server.end(), point)
    steps = steps_counted(place.office)
    check_all(place, promises)
    return steps


def enrolment_dies(place, point):
    """The tablet is killed while it enrols; the same code must still do."""
    server = Server(place.programs, place.office)
    code = place.code_for("cici")
    words = ("crash_day", "enrol", place.tablet("c"), server.address, code)
    place.victim(point, place.tablet_folder("c"), *words)
    steps = steps_counted(place.tablet_folder("c"))
    try:
        if point.at > 0:
            place.programs.must(*words)
    finally:
        server.end()
    check_all(place, Promises(""), ("c", "b"))
    return steps


def enrolling_server_dies(place, point):
    """The server is killed while a tablet enrols; the same code must still do."""
    code = place.code_for("cici")
    words = ["crash_day", "enrol", place.tablet("c"), NOWHERE, code]
    server = Server(place.programs, place.office, point)
    words[3] = server.address
    place.programs.run(*words)
    place.victim_ended("the server", server.end(), point)
    steps = steps_counted(place.office)
    server = Server(place.programs, place.office)
    words[3] = server.address
    try:
        place.programs.must(*words)
    finally:
        server.end()
    check_all(place, Promises(""), ("c", "b"))
    return steps


def command_dies(place, point):
    """`pendata import` is killed: its rows are there all or none."""
    rows = os.path.join(place.folder, "rows.jsonl")
    with open(rows, "w", encoding="utf-8") as file:
        file.writelines('{"name":"Warga %d","village":"32.11.01.2001"}\n' % n for n in range(30))
    status, _ = place.victim(point, place.tablet_folder("a"), "pendata", "--db", place.tablet("a"), "import", "person", rows)
    steps = steps_counted(place.tablet_folder("a"))
    listed = place.programs.must("pendata", "--db", place.tablet("a"), "list", "person", "--json")
    count = listed.count("\n")
    if count not in (0, 30) or (status == 0 and count != 30):
        raise Wrong(f"{count} of 30 rows are there")
    check_all(place, Promises(""))
    return steps


def list_dies(place, point):
    """`pendata-admin list import` is killed: whole pieces of rows are there, and the same import does the rest."""
    file = os.path.join(place.folder, "list.csv")
    with open(file, "w", encoding="utf-8") as rows:
        rows.write("id_kpm,nama\n")
        rows.writelines("%d,Warga %d\n" % (n, n) for n in range(600))
    words = ("list", "import", file, "--source", "BNBA")
    status, _ = place.victim(point, place.office, "pendata-admin", "--data", place.office, *words)
    steps = steps_counted(place.office)
    there = [json.loads(line) for line in place.admin("list", "status", "--json").splitlines()]
    whole = [(one["state"], one["rows"]) for one in there]
    allowed = [[], *([(state, rows)] for state, rows in (("arriving", 0), ("arriving", 500), ("arriving", 600), ("staged", 600), ("active", 600)))]
    if whole not in allowed or (status == 0 and whole != [("active", 600)]):
        raise Wrong(f"the list after {status}: {there}")
    place.admin(*words)
    again = [json.loads(line) for line in place.admin("list", "show", "BNBA", "--json").splitlines()]
    if [(one["version"], one["state"], one["rows"]) for one in again] != [(1, "active", 600)]:
        raise Wrong(f"the list imported again: {again}")
    check_all(place, Promises(""))
    return steps


def backup_dies(place, point):
    """`pendata-admin backup` is killed: the office is as it was, and a backup made anew is whole."""
    copy = os.path.join(place.folder, "copy")
    os.makedirs(copy)
    promises = Promises("")
    server = Server(place.programs, place.office)
    try:
        place.victim(point, copy, "pendata-admin", "--data", place.office, "backup", os.path.join(copy, "backup.db"))
        steps = steps_counted(copy)
        promises = day(place, server.address)
    finally:
        server.end()
    place.admin("backup", os.path.join(copy, "again.db"))
    check_all(place, promises)
    return steps


def restore_dies(place, point):
    """`pendata-admin restore` is killed: run again it succeeds, and the office also goes on as it lies where a store is in
    its place; tablets bring back what the backup lacked."""
    copy = os.path.join(place.folder, "backup.db")
    place.admin("backup", copy)
    server = Server(place.programs, place.office)
    promises = day(place, server.address)
    server.end()
    words = ("pendata-admin", "--data", place.office, "restore", copy)
    status, _ = place.victim(point, place.office, *words)
    steps = steps_counted(place.office)
    if status != 0 and (point.at % 2 == 0 or not os.path.exists(os.path.join(place.office, "office.db"))):
        place.programs.must(*words)
    check_all(place, promises)
    # Whose store was put aside goes on from the backup, and knows that it was restored, wherever that was cut off.
    is_restored = bool(glob.glob(os.path.join(place.office, "replaced-*", "office.db")))
    restores = json.loads(place.admin("restore-report", "--json"))["restores"]
    if bool(restores) != is_restored:
        raise Wrong(f"put aside: {is_restored}, noted: {restores}")
    return steps


def in_turn(place, point, commands):
    """One after the other; the one within which the point lies is killed, and must succeed when it is run again. How
    many steps they have together."""
    passed = 0
    for words in commands:
        here = Point(point.at - passed, point.how) if point.at > passed else NEVER
        status, _ = place.victim(here, place.folder, *words)
        if status != 0:
            place.programs.must(*words)
        passed += steps_counted(place.folder)
    return passed


def bag_dies(place, point):
    """A day without a network goes to the office in a bag, also by a courier, and receipts come back: each program that
    touches a bag is killed and run again. Nothing is there twice, and the receipts end what was pending."""
    promises = day(place, NOWHERE)
    there, back = os.path.join(place.folder, "there.bag"), os.path.join(place.folder, "back.bag")
    steps = in_turn(place, point, (
        ("pendata", "--db", place.tablet("a"), "bag", "export", there),
        ("pendata", "--db", place.tablet("b"), "bag", "carry", there),
        ("pendata-admin", "--data", place.office, "bag", "import", there, "--receipts", back),
        ("pendata", "--db", place.tablet("a"), "bag", "import", back)))
    status = json.loads(place.programs.must("pendata", "--db", place.tablet("a"), "status", "--json"))
    if status["pending"]:
        raise Wrong(f"{status['pending']} writes wait for receipts that were brought")
    check_all(place, promises)
    people = [line for line in place.admin("export").splitlines() if '"kind":"person"' in line or '"name":"' in line]
    names = [json.loads(line).get("name") for line in people]
    if len(names) != len(set(names)):
        raise Wrong(f"somebody is there twice: {sorted(names)}")
    return steps


def fork_return_dies(place, point):
    """The office was restored. Tablets go back to where they agree, give back what it lost and hand in their journal;
    each is killed within that and goes on later."""
    copy = os.path.join(place.folder, "backup.db")
    place.admin("backup", copy)
    server = Server(place.programs, place.office)
    promises = day(place, server.address)
    recover(place, "b", server.address)
    server.end()
    place.admin("restore", copy)
    server = Server(place.programs, place.office)
    try:
        steps = in_turn(place, point, [("crash_day", "recover", place.tablet(name), server.address) for name in ("b", "a")])
    finally:
        server.end()
    check_all(place, promises)
    return steps


def load_dies(place, point):
    """A tablet is killed within its first load, which comes by snapshot: chunks are staged, then take their place at once."""
    enrol_without_snapshots(place)
    server = Server(place.programs, place.office)
    try:
        place.victim(point, place.tablet_folder("c"), "crash_day", "recover", place.tablet("c"), server.address)
        steps = steps_counted(place.tablet_folder("c"))
    finally:
        server.end()
    check_loaded(place)
    return steps


def loading_server_dies(place, point):
    """The server is killed while it prepares the snapshots that a tablet is loaded with, or sends them."""
    enrol_without_snapshots(place)
    server = Server(place.programs, place.office, point)
    place.programs.run("crash_day", "recover", place.tablet("c"), server.address)
    place.victim_ended("the server", server.end(), point)
    steps = steps_counted(place.office)
    check_loaded(place)
    return steps


def enrol_without_snapshots(place):
    """Tablet c, which has not synced yet; those of others' loads are gone."""
    server = Server(place.programs, place.office)
    try:
        place.programs.must("crash_day", "enrol", place.tablet("c"), server.address, place.code_for("cici"))
    finally:
        server.end()
    for name in os.listdir(place.office):
        if name.startswith("snapshots.db"):
            os.remove(os.path.join(place.office, name))


def check_loaded(place):
    """Whole, on the tablet that was loaded as on the others; and it did come by snapshot."""
    check_all(place, Promises(""), ("c", "b"))
    if not os.path.exists(os.path.join(place.office, "snapshots.db")):
        raise Wrong("no snapshot was prepared")


# More than one pull brings, and more than one chunk has.
MANY_VILLAGES = 1100
LARGE = (load_dies, loading_server_dies)
SCENARIOS = (tablet_dies, server_dies, enrolment_dies, enrolling_server_dies, command_dies, list_dies, backup_dies, restore_dies,
             bag_dies, fork_return_dies, *LARGE)


def spread(items):
    """The same items, so that whatever is taken from the front lies evenly over all."""
    bits = max(1, (len(items) - 1).bit_length())
    order = (int(format(n, f"0{bits}b")[::-1], 2) for n in range(1 << bits))
    return [items[n] for n in order if n < len(items)]


class Matrix:
    def __init__(self, base, large, folder):
        self.base, self.large, self.folder = base, large, folder
        self.lock = threading.Lock()
        self.reached = {}  # scenario -> the fewest and the most steps that a recording had
        self.tried, self.struck = collections.Counter(), collections.Counter()  # points; of each scenario
        self.sure, self.missed = collections.Counter(), collections.Counter()  # those that every recording reached
        self.failures, self.made = [], 0

    def record(self, scenario):
        """The points of a scenario, those included which not every recording reached."""
        counts = [self.one(scenario, NEVER)[0] for _ in range(RECORDINGS)]
        self.reached[scenario] = min(counts), max(counts)
        return [(scenario, Point(at, how)) for at in range(1, max(counts) + 1) for how in HOWS]

    def one(self, scenario, point):
        """How many steps there were, and whether somebody was killed."""
        with self.lock:
            self.made += 1
            name = os.path.join(self.folder, f"p{self.made}")
        place = (self.large if scenario in LARGE else self.base).copy_to(name)
        try:
            return scenario(place, point), place.struck
        finally:
            shutil.rmtree(name, ignore_errors=True)

    def try_at(self, scenario, point):
        struck, failure = True, None
        try:
            struck = any(self.one(scenario, point)[1] for _ in range(TRIES))
        except Exception as wrong:  # told with its point; another may fail, too
            failure = f"{scenario.__name__} {point.at} {point.how}: {wrong}"
        with self.lock:
            self.tried[scenario] += 1
            self.struck[scenario] += struck
            if point.at <= self.reached[scenario][0]:
                self.sure[scenario] += 1
                self.missed[scenario] += not struck
            if failure is not None:
                self.failures.append(failure)

    def work(self, points, until):
        while True:
            with self.lock:
                if not points or time.monotonic() > until or len(self.failures) >= 5:
                    return
                scenario, point = points.pop()
            self.try_at(scenario, point)

    def too_few_struck(self):
        """What is to be said of points where nobody died; one of a few may be chance, in all of them together not."""
        sets = [(s.__name__, self.missed[s], max(1, (1 - LEAST_STRUCK) * self.sure[s])) for s in self.sure]
        sets.append(("all scenarios", sum(self.missed.values()), (1 - LEAST_STRUCK) * sum(self.sure.values())))
        return [f"{name}: at {missed} points nobody was killed" for name, missed, bearable in sets if missed > bearable]

    def tell(self):
        for scenario, (fewest, most) in self.reached.items():
            steps = f"{fewest}-{most}" if fewest < most else str(most)
            print(f"{scenario.__name__}: {steps} steps, {self.tried[scenario]} of {most * len(HOWS)} points tried, "
                  f"{self.struck[scenario]} struck")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--least", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only")
    parser.add_argument("--point", help="AT:HOW, with --only: this one alone")
    return parser.parse_args()


def main():
    given = arguments()
    programs = Programs(dict(path.split("=", 1) for path in given.programs))
    begun = time.monotonic()
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="pendata-crash-", dir=memory) as folder:
        large = Place.make(programs, os.path.join(folder, "large"), MANY_VILLAGES)
        matrix = Matrix(Place.make(programs, os.path.join(folder, "base")), large, folder)
        wanted = [s for s in SCENARIOS if given.only in (None, s.__name__)]
        if given.point:
            at, how = given.point.split(":")
            _, struck = matrix.one(wanted[0], Point(int(at), how))
            print("struck" if struck else "nobody was killed: the program ended before that step")
            return 0 if struck else 1
        points = spread([point for s in wanted for point in matrix.record(s)])
        all_points = len(points)
        points.reverse()
        until = time.monotonic() + given.seconds if given.seconds else float("inf")
        workers = [threading.Thread(target=matrix.work, args=(points, until)) for _ in range(given.workers)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    matrix.tell()
    tried, struck = sum(matrix.tried.values()), sum(matrix.struck.values())
    print(f"{tried} of {all_points} points in {time.monotonic() - begun:.0f} s, {struck} struck, {len(matrix.failures)} failures")
    failures = matrix.failures + matrix.too_few_struck()
    if tried < given.least:
        failures.append(f"only {tried} points in the time")
    for failure in failures:
        print("FAILED " + failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
