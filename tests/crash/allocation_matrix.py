#!/usr/bin/env python3
"""Every allocation of the C ABI fails once: allocation_matrix.py NAME=PATH... --stride N. Stride 1 is every one.
Afterwards the office still has everything, and is sound. Page: docs/testing.md, "Failing allocations"."""

import argparse
import json
import os
import sys
import tempfile
import time

from office_case import VILLAGE, Place, Programs, Promises, Server, check_all


def run(programs, *words):
    begun = time.monotonic()
    status, out, err = programs.run("failing_allocations", *words, timeout_s=7000)
    print(f"{words[0]}, {time.monotonic() - begun:.0f} s:\n{out}", end="")
    if status != 0:
        print(f"FAILED {words[0]}: ended with {status} {err[-500:]}")
    return status == 0


def disputed(place, server):
    """A tablet s of somebody who decides, with a conflict of two others."""
    programs, address = place.programs, server.address
    place.admin("officer", "add", "tuti", "--role", "tksk", "--region", "32.11.01")
    os.makedirs(place.tablet_folder("s"))
    programs.must("crash_day", "enrol", place.tablet("s"), address, place.code_for("tuti"))

    def pendata(name, *words):
        return programs.must("pendata", "--db", place.tablet(name), "--office", address, *words)

    made = json.loads(pendata("a", "add", "person", '{"name":"Siti","village":"%s"}' % VILLAGE, "--json"))["id"]
    for name in ("a", "b"):
        pendata(name, "sync")
    for name, mother in (("a", "Asih"), ("b", "Entin")):
        pendata(name, "edit", made, '{"mother_name":"%s"}' % mother)
    for name in ("a", "b", "s"):
        pendata(name, "sync")


def receipts_by_bag(place):
    """What tablet a has not sent goes to the office in a bag; the bag that comes back."""
    bag, back = os.path.join(place.folder, "there.bag"), os.path.join(place.folder, "back.bag")
    place.programs.must("pendata", "--db", place.tablet("a"), "bag", "export", bag)
    place.admin("bag", "import", bag, "--receipts", back)
    return back


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--stride", type=int, default=1, help="of the calls that need no network")
    parser.add_argument("--sync-stride", type=int, default=1)
    given = parser.parse_args()
    programs = Programs(dict(path.split("=", 1) for path in given.programs))
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="pendata-alloc-", dir=memory) as folder:
        place = Place.make(programs, os.path.join(folder, "base"))
        server = Server(programs, place.office)
        disputed(place, server)
        server.end()
        stride, sync_stride = str(given.stride), str(given.sync_stride)
        good = [run(programs, "local", place.tablet("a"), stride), run(programs, "decide", place.tablet("s"), stride),
                run(programs, "import", place.tablet("a"), receipts_by_bag(place), stride)]
        server = Server(programs, place.office)
        # A thread and a handshake cost most: these two in wider steps. An enrolment that gets through uses up its code.
        wide = str(given.sync_stride * 3) if given.sync_stride > 1 else "1"
        codes = [place.code_for("cici") for _ in range(50 + 4000 // int(wide))]
        good += [run(programs, "sync", place.tablet("b"), server.address, sync_stride),
                 run(programs, "follow", place.tablet("b"), server.address, wide),
                 run(programs, "enrol", place.tablet("c"), server.address, wide, *codes)]
        server.end()
        check_all(place, Promises(""), ("a", "b"))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
