#!/usr/bin/env python3
"""Every allocation of the C ABI fails once: allocation_matrix.py NAME=PATH... --stride N. Stride 1 is every one.
Afterwards the office still has everything, and is sound. Page: docs/testing.md, "Failing allocations"."""

import argparse
import os
import sys
import tempfile

from office_case import Place, Programs, Promises, Server, check_all


def run(programs, *words):
    status, out, err = programs.run("failing_allocations", *words, timeout_s=7000)
    print(out, end="")
    if status != 0:
        print(f"FAILED {words[0]}: ended with {status} {err[-500:]}")
    return status == 0


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
        good = run(programs, "local", place.tablet("a"), str(given.stride))
        server = Server(programs, place.office)
        good = run(programs, "sync", place.tablet("b"), server.address, str(given.sync_stride)) and good
        server.end()
        check_all(place, Promises(""), ("a", "b"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
