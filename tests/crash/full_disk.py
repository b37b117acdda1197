#!/usr/bin/env python3
"""The real programs on a disk without room, the office's and the tablet's: what was promised stays, the reason has its
name on both sides, and all goes on by itself once there is room.

    full_disk.py NAME=PATH...
"""

import json
import os
import sys
import tempfile

from office_case import NOWHERE, VILLAGE, Place, Programs, Promises, Server, Wrong, check_all

DISK_FULL, TRY_AGAIN = "disk_full", 3


def expect(is_so, what):
    if not is_so:
        raise Wrong(what)


class FullDisk:
    """While it is entered, no file in the folder grows."""

    def __init__(self, folder):
        self.file = folder + ".full"

    def __enter__(self):
        open(self.file, "x", encoding="ascii").close()

    def __exit__(self, *_):
        os.unlink(self.file)


class Scene:
    def __init__(self, programs, folder):
        self.place = Place.make(programs, os.path.join(folder, "place"))
        self.programs = programs

    def tablet(self, *words, name="a"):
        """Status, what it told as JSON (or None), and what it said."""
        folder = self.place.tablet_folder(name)
        status, out, err = self.programs.run("pendata", "--db", self.place.tablet(name), "--json", *words, folder=folder)
        return status, json.loads(out) if out.strip() else None, err

    def added(self, name):
        status, told, err = self.tablet("add", "person", json.dumps({"name": name, "village": VILLAGE, "no_nik_reason": "not_recorded"}))
        expect(status == 0, f"add ended with {status}: {err}")
        return told["id"]

    def names(self, name):
        status, out, err = self.programs.run("pendata", "--db", self.place.tablet(name), "export", "--json", folder=self.place.tablet_folder(name))
        expect(status == 0, f"export ended with {status}: {err}")
        return {json.loads(line).get("name") for line in out.splitlines()}


def tablet_without_room(scene):
    scene.added("Sebelum Penuh")
    with FullDisk(scene.place.tablet_folder("a")):
        refused = 0
        for number in range(200):  # its log has some room of its own
            status, _, err = scene.tablet("add", "person", json.dumps({"name": f"Ragu {number}", "village": VILLAGE}))
            if status != 0:
                refused += 1
                expect("full" in err, "a full disk is not named: " + err)
                break
        expect(refused == 1, "a disk without room took two hundred records")
        status, told, err = scene.tablet("status")
        expect(status == 0 and told["records"] >= 1, f"a tablet on a full disk can not be looked at: {status} {told} {err}")
        expect("Sebelum Penuh" in scene.names("a"), "a full disk has eaten a record")
    scene.added("Sesudah Penuh")
    expect({"Sebelum Penuh", "Sesudah Penuh"} <= scene.names("a"), "not both are there")


def office_without_room(scene):
    scene.added("Menunggu Kantor")
    server = Server(scene.programs, scene.place.office)
    expect(server.address != NOWHERE, "the server does not start")
    try:
        with FullDisk(scene.place.office):
            for number in range(200):
                status, told, err = scene.tablet("--office", server.address, "sync")
                if status != 0:
                    break
                scene.added(f"Menunggu {number}")
            expect(status == TRY_AGAIN, f"a sync with an office without room ended with {status}: {err}")
            expect(told["ok"] is False, f"it tells {told}")
            told = scene.tablet("status")[1]
            expect(told["pending"] > 0, "nothing waits although the office took nothing")
            expect(told["stuck"]["reason"] == "office_storage", f"the reason is {told['stuck']}")
            expect(server.process.poll() is None, "the server died of a full disk")
            seen = json.loads(scene.place.admin("status", "--json"))
            expect(seen["records"] > 0 and seen["devices"] == 2, f"the office can not be looked at: {seen}")
        status, told, err = scene.tablet("--office", server.address, "sync")
        expect(status == 0 and told["converged"], f"with room again: {status} {told} {err}")
        expect(scene.tablet("status")[1]["stuck"] is None, "stuck although all is well")
        status, told, err = scene.tablet("--office", server.address, "sync", name="b")
        expect(status == 0 and scene.names("a") == scene.names("b"), f"the other tablet: {status} {err}")
        expect("Menunggu Kantor" in scene.names("b"), "what waited did not arrive")
    finally:
        ended = server.end()
    expect(ended == 0, f"the server ended with {ended}")


def start_without_room(scene):
    """No room at the start: it serves, or says why it does not; then it starts."""
    with FullDisk(scene.place.office):
        server = Server(scene.programs, scene.place.office)
        if server.address == NOWHERE:
            status = server.process.wait(timeout=60)
            with open(scene.place.office + ".log", encoding="utf-8") as log:
                expect(status > 0 and "full" in log.read().splitlines()[-1], f"it ends with {status} and does not say why")
        server.end()
    check_all(scene.place, Promises(""))


def backup_without_room(scene):
    to = os.path.join(scene.place.folder, "backups")
    os.makedirs(to)
    with FullDisk(to):
        status, _, err = scene.programs.run("pendata-admin", "--data", scene.place.office, "backup", os.path.join(to, "one"), folder=to)
        expect(status != 0 and "full" in err, f"a backup without room: {status} {err}")
    left = os.listdir(to)
    expect(left == [], f"a piece of a backup was left: {left}")
    scene.place.admin("backup", os.path.join(to, "one"))
    scene.place.admin("verify")


def main():
    programs = Programs(dict(word.split("=", 1) for word in sys.argv[1:]))
    with tempfile.TemporaryDirectory(prefix="pendata-full-") as folder:
        scene = Scene(programs, folder)
        for step in (tablet_without_room, office_without_room, start_without_room, backup_without_room):
            try:
                step(scene)
            except Wrong as wrong:
                print(f"{step.__name__}: {wrong}")
                return 1
            print(f"{step.__name__}: as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
