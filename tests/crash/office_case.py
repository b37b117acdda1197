"""The programs of a crash test: an office and two tablets in a folder, each program to be killed at its n-th call
that changes a file (crash_shim.c), and what must be true of them afterwards."""

import collections
import hashlib
import json
import os
import shutil
import signal
import subprocess

CALL_TIMEOUT_S = 120
NOWHERE = "127.0.0.1:9"  # nobody listens there
REGIONS = "code,parent,name\n32,,Jawa Barat\n32.11,32,Sumedang\n32.11.01,32.11,Wado\n32.11.02,32.11,Jatigede\n32.11.01.2001,32.11.01,Cimungkal\n"
VILLAGE = "32.11.01.2001"


class Wrong(Exception):
    """Something a crash must not leave."""


# A call to die at, from 1; `how`: before it, or torn.
Point = collections.namedtuple("Point", "at how")
NEVER = Point(0, "before")


class Programs:
    """Paths by name: pendata, pendata-server, pendata-admin, crash_day, shim."""

    def __init__(self, paths):
        self.paths = paths

    def environment(self, folder, point):
        """Counts the calls below the folder into FOLDER.count, and dies at the point. Full while there is FOLDER.full."""
        return {**os.environ, "LANG": "en_US.UTF-8", "LD_PRELOAD": self.paths["shim"], "CRASH_FOLDER": folder + "/",
                "CRASH_AT": str(point.at), "CRASH_HOW": point.how, "CRASH_COUNT": folder + ".count",
                "CRASH_FULL": folder + ".full"}

    def start(self, name, *words, folder=None, point=NEVER, **streams):
        environment = self.environment(folder, point) if folder else {**os.environ, "LANG": "en_US.UTF-8"}
        return subprocess.Popen([self.paths[name], *words], env=environment, stdin=subprocess.DEVNULL, **streams)

    def run(self, name, *words, folder=None, point=NEVER, timeout_s=CALL_TIMEOUT_S):
        """Ended: status (negative: killed), output, errors."""
        process = self.start(name, *words, folder=folder, point=point, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=timeout_s)
        return process.returncode, out.decode(), err.decode()

    def must(self, name, *words):
        status, out, err = self.run(name, *words)
        if status != 0:
            raise Wrong(f"{name} {' '.join(words)} ended with {status}: {out[-500:]}{err[-500:]}")
        return out


def steps_counted(folder):
    """How many calls the last counted program made."""
    try:
        with open(folder + ".count", encoding="ascii") as counted:
            return int(counted.read() or 0)
    except FileNotFoundError:
        return 0


class Server:
    """pendata-server on a folder; `address` is where nobody listens when it died before it was ready."""

    def __init__(self, programs, data, point=NEVER):
        self.log = open(data + ".log", "ab")
        self.process = programs.start("pendata-server", "--data", data, "--listen", "127.0.0.1:0", folder=data, point=point,
                                      stdout=subprocess.PIPE, stderr=self.log)
        ready = self.process.stdout.readline().decode().split()
        self.address = ready[1] if ready[:1] == ["ready"] else NOWHERE

    def end(self, kill=False):
        """The exit status; negative where it had been killed."""
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        status = self.process.wait(timeout=CALL_TIMEOUT_S)
        self.process.stdout.close()
        self.log.close()
        return status


class Place:
    """One folder with an office and tablets a and b in it; copied for each point."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.office = os.path.join(folder, "office")
        self.struck = False  # somebody was killed at this place's point

    def tablet(self, name):
        return os.path.join(self.folder, name, "t.db")

    def tablet_folder(self, name):
        return os.path.join(self.folder, name)

    def copy_to(self, folder):
        shutil.copytree(self.folder, folder)
        return Place(self.programs, folder)

    def victim_ended(self, who, status, point, told=""):
        """The program that the point was for has ended: well, or killed there, and by nothing else."""
        if status != 0 and not (status == -signal.SIGKILL and point.at > 0):
            raise Wrong(f"{who} ended with {status}: {told}")
        self.struck = self.struck or status != 0

    def victim(self, point, folder, name, *words):
        """Runs a program until it ends or dies at the point: its exit status, its output."""
        status, out, err = self.programs.run(name, *words, folder=folder, point=point)
        self.victim_ended(f"{name} {' '.join(words)}", status, point, out[-300:] + err[-300:])
        return status, out

    def admin(self, *words):
        return self.programs.must("pendata-admin", "--data", self.office, *words)

    def code_for(self, officer):
        return json.loads(self.admin("device", "code", "--officer", officer, "--json"))["code"]

    @classmethod
    def make(cls, programs, folder, more_villages=0):
        """An office with regions and three officers; tablets a and b enrolled and synced, c not."""
        os.makedirs(folder)
        place = cls(programs, folder)
        regions = folder + ".csv"
        with open(regions, "w", encoding="utf-8") as file:
            file.write(REGIONS)
            file.writelines("32.11.02.%d,32.11.02,Desa %d\n" % (2001 + n, n) for n in range(more_villages))
        place.admin("init", "--regency", "32.11")
        place.admin("regions", "import", regions, "--scheme", "kemendagri", "--vintage", "2025")
        for name in ("ani", "budi", "cici"):
            place.admin("officer", "add", name, "--role", "psm", "--region", VILLAGE)
        server = Server(programs, place.office)
        for name, officer in (("a", "ani"), ("b", "budi"), ("c", "cici")):
            os.makedirs(place.tablet_folder(name))
            if name == "c":
                continue
            programs.must("crash_day", "enrol", place.tablet(name), server.address, place.code_for(officer))
            programs.must("crash_day", "recover", place.tablet(name), server.address)
        if server.end() != 0:
            raise Wrong("the server did not end well while the place was made")
        return place


class Promises:
    """What crash_day said: which values must be there, or known to the office's history, and which one may be."""

    def __init__(self, text):
        self.saved = {}  # (id, field) -> values in the order of their saves
        self.photos = []   # hashes of those that were kept
        self.begun = None  # (id, field, value): whether it was saved nobody heard
        self.synced = 0
        for line in text.splitlines():
            word, *rest = line.split(" ", 3)
            if word == "begin":
                self.begun = tuple(rest)
            elif word == "saved":
                self.saved.setdefault((rest[0], rest[1]), []).append(rest[2])
                self.begun = None
            elif word == "photo":
                self.photos.append(rest[0])
            elif word == "synced":
                self.synced += 1
            elif word != "sync-failed":
                raise Wrong("crash_day said: " + line)

    def check(self, records, where):
        by_id = {record["id"]: record for record in records}
        for (record, field), (*_, value) in self.saved.items():
            if record not in by_id:
                raise Wrong(f"{where}: a saved record is gone: {record}")
            there = by_id[record].get(field)
            there = there[0] if isinstance(there, list) and len(there) == 1 else there
            may_be = self.begun is not None and self.begun[:2] == (record, field) and there == self.begun[2]
            if there != value and not may_be:
                raise Wrong(f"{where}: {field} of {record} is {there!r}, saved was {value!r}")

    def check_photos(self, listed, where):
        """Whoever took one has it, and the office keeps it by now."""
        states = {photo["photo"]: photo["state"] for photo in listed}
        wrong = [f"{photo} is {states.get(photo, 'gone')}" for photo in self.photos if states.get(photo) != "kept"]
        if wrong:
            raise Wrong(f"{where}: {', '.join(wrong)}")

    def named_photos(self):
        return [values[-1] for (_, field), values in self.saved.items() if field == "face_photo"]

    def check_history(self, place):
        """A value that was overwritten is in the office's history of its record, settled or in custody; nobody else
        tells whether it was lost."""
        for record in sorted({record for (record, _), values in self.saved.items() if len(values) > 1}):
            rows = json.loads(place.admin("history", record, "--json"))
            known = [(row["field"], row["value"]) for row in rows]
            for (whose, field), values in self.saved.items():
                lost = [value for value in values if whose == record and (field, value) not in known]
                if lost:
                    raise Wrong(f"the office's history of {record}: {field} was saved as {lost}, and is not in it")


def recover(place, name, address, promises=None):
    """Opens the tablet again and syncs; its export as the office settled it."""
    out = place.programs.must("crash_day", "recover", place.tablet(name), address)
    split = [line.split(" ", 1) for line in out.splitlines()]
    if promises is not None:
        promises.check([json.loads(text) for word, text in split if word == "record"], f"tablet {name} as it opened")
        promises.check([json.loads(text) for word, text in split if word == "settled"], f"tablet {name} after its sync")
        promises.check_photos([json.loads(text) for word, text in split if word == "photo"], f"tablet {name} after its sync")
    return "\n".join(text for word, text in split if word == "settled")


def check_fetched(place, name, address, photos):
    """A tablet that asks for them gets each byte that was taken."""
    out = os.path.join(place.folder, "photo.out")
    get = ("pendata", "--db", place.tablet(name), "photo", "get")
    for photo in photos:
        place.programs.run(*get, photo, "--out", out)  # asks: it is not here
    recover(place, name, address)
    for photo in photos:
        place.programs.must(*get, photo, "--out", out)
        with open(out, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != photo:
                raise Wrong(f"tablet {name} got another photo than {photo}")


def check_all(place, promises, tablets=("a", "b")):
    """A server without faults: everything promised is there, both tablets hold the same, the office is sound."""
    server = Server(place.programs, place.office)
    if server.address == NOWHERE:
        raise Wrong("the server does not start any more")
    try:
        exports = [recover(place, tablets[0], server.address, promises), recover(place, tablets[1], server.address)]
        if promises.photos:
            check_fetched(place, tablets[1], server.address, promises.named_photos())
    finally:
        status = server.end()
    if exports[0] != exports[1]:
        raise Wrong("the tablets' exports differ")
    promises.check([json.loads(line) for line in exports[1].splitlines()], "the other tablet")
    if status != 0:
        raise Wrong(f"the server ended with {status}")
    promises.check_history(place)
    place.admin("verify")
