#!/usr/bin/env python3
"""A bad day for twenty tablets, with the real programs over a bad network: the office is killed again and again,
tablets are killed in their sync, one has no room on its disk, two have wrong clocks, one file is cloned and both go on,
one officer's duty moves while he is away, some follow all day. Then the weather clears, and the day is over when nothing
is lost, nothing is stuck, and everybody holds the same, byte for byte.

Example: tests/chaos/bad_day.py --bin build/release/bin --data data --seed 7
The seed draws the weather, the people and the order; processes run in parallel, so the same seed is the same plan, not
the same instant.
"""

import argparse
import collections
import csv
import json
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "tools" / "census_day")]

from programs import Failed, Office, Tablet, free_port, in_parallel, wipe  # noqa: E402
from proxy import PROFILES, Proxy, Weather  # noqa: E402

ALL_ROOMS = "S0,S1,S2,S3"
WRONG_CLOCKS = ("2031-05-01T08:00:00Z", "2001-01-01T00:00:00Z")
BAD_WEATHER = ("2g", "cuts", "jumble", "black-hole", "half-open", "up-only", "down-only", "away")
# What a person sees of a sync that met the weather: finished, or the reason said and nothing lost.
MET_WEATHER = (0, 1, 3)
NAMES = ("Siti", "Asep", "Dewi", "Ujang", "Euis", "Dadang", "Neneng", "Cecep", "Imas", "Agus")


class FieldTablet(Tablet):
    """A tablet behind the proxy, with its own clock and its own room on the disk."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.clock, self.room, self.office = None, None, None
        self.promised = []  # (id, field, value) of each save that said it is done, the overwritten ones, too
        self.refused = 0    # saves that said they failed

    def command(self, *words):
        clock = ["--at", self.clock] if self.clock else []
        office = ["--office", self.office] if self.office else []
        return [self.programs / "pendata", "--db", self.file, *clock, *office, *words]

    def limit(self):
        """For the child process: no file may grow beyond this; SIGXFSZ stays ignored, so that writes fail instead."""
        if self.room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.room, self.room))

    def attempt(self, *words, timeout=120):
        """Runs to the end, whatever it is: exit status, JSON or None, words for people."""
        done = subprocess.run(self.command(*words, "--json"), capture_output=True, text=True, timeout=timeout,
                              preexec_fn=self.limit, restore_signals=False)
        try:
            told = json.loads(done.stdout)
        except ValueError:
            told = None
        if done.returncode < 0 or done.returncode not in (0, 1, 3):
            raise Failed(f"{self.name}: {' '.join(words)} ended with {done.returncode}: {done.stderr[-800:]}")
        return done.returncode, told, done.stderr

    def save(self, dice, village):
        """A new person, or a new phone for one known; remembered only where the program said that it is saved."""
        phone = f"0813{dice.randrange(10**8):08}"
        if self.saved and dice.random() < 0.4:
            target = dice.choice(sorted(self.saved))
            status, told, _ = self.attempt("edit", target, json.dumps({"phone": phone}))
            if status == 0:
                self.promised.append((target, "phone", phone))
        else:
            name = f"{dice.choice(NAMES)} {dice.choice(NAMES)} {dice.randrange(10**6)}"
            status, told, _ = self.attempt("add", "person", json.dumps({"name": name, "village": village, "phone": phone}))
            if status == 0:
                self.saved[told["id"]] = name
                self.promised += [(told["id"], "name", name), (told["id"], "phone", phone)]
        self.refused += status != 0
        return status


class BadDay:
    def __init__(self, arguments):
        self.a = arguments
        self.dice = random.Random(arguments.seed)
        self.programs, self.work = pathlib.Path(arguments.bin), pathlib.Path(arguments.work)
        self.regions = pathlib.Path(arguments.data) / "sumedang" / "regions.csv"
        self.tablets, self.counts, self.started = [], collections.Counter(), time.monotonic()
        self.guard = threading.Lock()

    def tell(self, words):
        print(f"{time.monotonic() - self.started:6.1f} s  {words}", file=sys.stderr, flush=True)

    def count(self, what, number=1):
        with self.guard:
            self.counts[what] += number

    # -- the office and its people ---------------------------------------------------------------------------
    def open_office(self):
        wipe(self.work)
        (self.work / "tablets").mkdir()
        villages = collections.defaultdict(list)
        with open(self.regions, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row["code"].count(".") == 3:
                    villages[row["parent"]].append(row["code"])
        self.district = max(sorted(villages), key=lambda code: len(villages[code]))
        self.villages = sorted(villages[self.district])
        port = free_port()
        self.office = Office(self.programs, self.work / "office", port)
        self.office.admin("init", "--regency", "32.11", "--advertise", f"127.0.0.1:{port}")
        self.office.admin("regions", "import", self.regions, "--scheme", "kemendagri", "--vintage", "2025")
        self.office.start()
        self.proxy = Proxy(port, self.a.seed)

        def enrol(number):
            role, regions = ("tksk", [self.district]) if number == 0 else ("psm", [self.villages[number % len(self.villages)]])
            tablet = FieldTablet(self.programs, self.work / "tablets", f"Petugas {number + 1:02}", role, regions)
            self.office.admin("officer", "add", tablet.name, "--role", role, "--region", ",".join(regions))
            tablet.call("enrol", self.office.admin_json("device", "code", "--officer", tablet.name)["code"])
            tablet.sync(expect=(0,))
            tablet.office = f"127.0.0.1:{self.proxy.port}"
            return tablet

        self.tablets = in_parallel(enrol, range(self.a.tablets))
        self.tksk, self.far, self.early, self.cloned, self.full, self.moved = self.tablets[:6]
        self.far.clock, self.early.clock = WRONG_CLOCKS
        self.tell(f"office open, {len(self.tablets)} tablets enrolled")

    def village_of(self, tablet):
        return self.villages[0] if tablet is self.tksk else tablet.regions[0]

    # -- the day -----------------------------------------------------------------------------------------------
    def clone(self):
        """The file and its key on a second device: both go on, from the same point."""
        self.cloned.save(self.dice, self.village_of(self.cloned))
        twin = FieldTablet(self.programs, self.work / "tablets", "Kembaran", "psm", self.cloned.regions)
        for suffix in ("", ".key", "-wal", "-shm", ".ticket"):
            source = pathlib.Path(f"{self.cloned.file}{suffix}")
            if source.exists():
                shutil.copy2(source, f"{twin.file}{suffix}")
        twin.office, twin.saved = self.cloned.office, dict(self.cloned.saved)
        self.tablets.append(twin)
        self.twin = twin

    def move_duty(self):
        """While he is away with unsent work: his village is another's now."""
        for _ in range(3):
            self.moved.save(self.dice, self.village_of(self.moved))
        target = self.villages[-1]
        self.office.admin("officer", "duty", self.moved.name, "--region", target)
        self.old_village, self.moved.regions = self.moved.regions[0], [target]
        self.tell(f"the duty of {self.moved.name} moved while away")

    def fill_disk(self, full):
        """No file of this tablet may grow beyond a few pages: its log can take a small save, or none."""
        self.full.room = self.dice.choice((33, 41, 49)) * 1024 if full else None

    def save_without_room(self):
        """Not one page more: the save says that it failed."""
        self.full.room = 1024
        if self.full.save(self.dice, self.village_of(self.full)) == 0:
            raise Failed(f"{self.full.name}: saved without room for a page")
        self.count("saves refused")

    def work_a_while(self, tablet, seed, patience):
        """One tablet's part of a round: some saves, a sync that may be killed."""
        dice = random.Random(seed)
        for _ in range(dice.randrange(1, 4)):
            if tablet.save(dice, self.village_of(tablet)) != 0:
                self.count("saves refused")
        if tablet in self.following:
            return
        if dice.random() < 0.25:
            killed = self.sync_killed(tablet, dice.uniform(0.02, 1.0))
            self.count("tablets killed", killed)
            return
        status, told, words = tablet.attempt("sync", "--timeout", str(patience))
        if status not in MET_WEATHER or (told is None and status != 1):
            raise Failed(f"{tablet.name}: sync ended with {status}: {words[-400:]}")
        if told and told["ok"] != (status in (0, 3) and "status" not in told):
            raise Failed(f"{tablet.name}: exit status {status}, but it says {told}")
        self.count("syncs done" if told and told["ok"] else "syncs broken off")
        self.check_told(tablet, told)

    def sync_killed(self, tablet, after_s):
        process = subprocess.Popen(tablet.command("sync", "--json"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() == -9

    def check_told(self, tablet, told):
        """After a sync that failed, status in another process says what happened; never that all is well."""
        if told is None or told["ok"]:
            return
        if told["converged"]:
            raise Failed(f"{tablet.name}: converged, it says, and failed: {told}")
        status = tablet.attempt("status")[1]
        if status["pending"] and not status["stuck"]:
            raise Failed(f"{tablet.name}: {status['pending']} writes wait and nothing is said to be stuck")
        if status["stuck"]:
            self.count("stuck: " + status["stuck"]["reason"])

    def follow(self, tablets):
        self.following = {}
        for tablet in tablets:
            log = open(f"{tablet.file}.watch", "wb")
            self.following[tablet] = subprocess.Popen(tablet.command("sync", "--watch", "--json"), stdout=log, stderr=log)
            log.close()

    def kill_office(self):
        self.office.kill()
        self.count("office killed")
        time.sleep(self.dice.uniform(0.1, 0.8))  # how long it is away: part of the weather
        self.office.start()

    def round(self, number):
        kind = BAD_WEATHER[number % len(BAD_WEATHER)] if number < len(BAD_WEATHER) else self.dice.choice(BAD_WEATHER)
        self.proxy.set_weather(PROFILES[kind], cut=self.dice.random() < 0.5 or number == 1)
        if number == 1:
            self.save_without_room()
        self.fill_disk(number % 3 == 1)
        patience = {"half-open": 3, "up-only": 3, "down-only": 3, "away": 3, "black-hole": 6}.get(kind, 15)
        killer = None
        if number % 2 == 0:
            killer = threading.Timer(self.dice.uniform(0.2, 2.0), self.kill_office)
            killer.start()
        order = self.tablets[:]
        self.dice.shuffle(order)
        plans = [(tablet, self.dice.randrange(2**60)) for tablet in order]
        in_parallel(lambda plan: self.work_a_while(*plan, patience), plans, workers=self.a.workers)
        if killer is not None:
            killer.join()
        self.tell(f"round {number + 1}: {kind}; {dict(self.counts)}")

    # -- the weather clears --------------------------------------------------------------------------------------
    def heal(self):
        self.proxy.set_weather(Weather(), cut=True)
        self.fill_disk(False)
        if self.office.process is None or self.office.process.poll() is not None:
            self.office.start()
        healed = time.monotonic()
        for tablet, process in self.following.items():
            # Within one back-off: 5 minutes at most; a few seconds after a day as short as this.
            while tablet.attempt("status")[1]["pending"]:
                if time.monotonic() - healed > self.a.heal_within or process.poll() is not None:
                    raise Failed(f"{tablet.name} follows, and {tablet.attempt('status')[1]} {self.a.heal_within} s after the healing")
                time.sleep(0.2)  # looks again: nothing else tells
        self.tell(f"followers have sent everything {time.monotonic() - healed:.1f} s after the healing")
        for process in self.following.values():
            process.terminate()
            process.wait(30)

        def settle(tablet):
            for attempt in range(4):
                status, told, words = tablet.attempt("sync", "--timeout", "120")
                if told and told["ok"] and told["converged"]:
                    return attempt
            raise Failed(f"{tablet.name} does not converge: {status} {told} {words[-400:]}")

        # Twice: what one brings, the others take.
        for _ in range(2):
            self.count("retries after healing", sum(in_parallel(settle, self.tablets)))
        self.tell("everybody has synced in fair weather")

    # -- is anything lost, does everybody agree? -------------------------------------------------------------------
    def find_promised(self, current):
        """Each value that a save was acknowledged for: what the record shows, what is held, or what its history has."""
        held = [json.loads(line) for line in self.office.admin("held", "list", "--json").splitlines()]
        held = [(row["record"], row["field"], row["value"]) for row in held if "record" in row]  # others tell of what is unread
        missing = collections.defaultdict(list)
        for tablet in self.tablets:
            for record, field, value in tablet.promised:
                if current.get(record, {}).get(field) == value:
                    self.count("saves current")
                elif (record, field, value) in held:
                    self.count("saves held")
                else:
                    missing[record].append((tablet.name, field, value))

        def history(record):
            rows = json.loads(self.office.admin("history", record, "--json", expect=(0, 1)) or "[]")  # 1: never heard of it
            return record, [(row["field"], row["value"]) for row in rows]

        known = dict(in_parallel(history, sorted(missing)))
        lost = [(name, record, field, value) for record, wanted in missing.items() for name, field, value in wanted
                if (field, value) not in known[record]]
        if lost:
            raise Failed(f"{len(lost)} saves lost: {lost[:3]}")
        self.count("saves in history", sum(len(wanted) for wanted in missing.values()))

    def verify(self):
        everything = {}
        for line in self.office.admin("export", "--scope", "32.11", "--compartments", ALL_ROOMS).splitlines():
            record = json.loads(line)
            everything[record["id"]] = record
        self.find_promised(everything)
        self.office.admin("verify")

        def agrees(tablet):
            rooms = "S0,S1" if tablet.role == "tksk" else "S0"
            at_office = self.office.admin("export", "--scope", ",".join(tablet.regions), "--compartments", rooms)
            status = tablet.call_json("status")
            if status["pending"] or status["stuck"] and status["stuck"]["reason"] != "held":
                raise Failed(f"{tablet.name}: {status['pending']} pending, stuck {status['stuck']}")
            return tablet.call("export", "--settled") == at_office and (status["held"] or tablet.call("export") == at_office)

        differing = [t.name for t, same in zip(self.tablets, in_parallel(agrees, self.tablets)) if not same]
        if differing:
            raise Failed(f"differ from the office: {', '.join(differing)}")
        # What devices told reaches the list with the office's next look around.
        until = time.monotonic() + 30
        while True:
            status = self.office.admin_json("status")
            stuck = [entry for entry in status["stuck"] if entry["stuck"]["reason"] != "held"]
            if not stuck and not status["oldest_unsent_s"] or time.monotonic() > until:
                break
            time.sleep(0.3)
        if stuck or status["oldest_unsent_s"]:
            raise Failed(f"the office thinks devices are stuck: {stuck}, oldest unsent {status['oldest_unsent_s']} s")
        return {"tablets": len(self.tablets), "saves": sum(len(t.promised) for t in self.tablets),
                "held": status["held"], "lost": 0, "converged": True, "weather": dict(self.proxy.counts),
                "counts": dict(self.counts), "seconds": round(time.monotonic() - self.started, 1)}

    def troubles_struck(self):
        """A day on which nothing happened proves nothing: each trouble that was planned has been met."""
        weather, counts = dict(self.proxy.counts), dict(self.counts)
        troubles = {"office killed": counts.get("office killed"), "tablets killed in their sync": counts.get("tablets killed"),
                    "saves refused for want of room": counts.get("saves refused"), "syncs broken off": counts.get("syncs broken off"),
                    "connections cut": weather.get("cuts", 0) + weather.get("cut off", 0),
                    "reasons named": sum(number for what, number in counts.items() if what.startswith("stuck: "))}
        for kind, count in (("black-hole", "swallowing"), ("half-open", "mute"), ("up-only", "one way")):
            if self.a.rounds > BAD_WEATHER.index(kind):
                troubles[f"{kind}: {count}"] = weather.get(count)
        saves = collections.Counter((record, field) for tablet in self.tablets for record, field, _ in tablet.promised)
        troubles["saves that replaced another"] = sum(saves.values()) - len(saves)
        missing = [what for what, number in troubles.items() if not number]
        if missing:
            raise Failed(f"never happened: {', '.join(missing)}; {weather} {counts}")

    def play(self):
        self.open_office()
        self.clone()
        self.follow(self.tablets[6:6 + self.a.followers])
        for number in range(self.a.rounds):
            if number == 1:
                self.move_duty()
            self.round(number)
        self.heal()
        self.troubles_struck()
        return self.verify()

    def stop(self):
        for process in getattr(self, "following", {}).values():
            if process.poll() is None:
                process.kill()
                process.wait()
        if hasattr(self, "proxy"):
            self.proxy.stop()
        if getattr(self, "office", None) is not None:
            self.office.kill()


def main():
    parser = argparse.ArgumentParser(description="Twenty tablets through a bad day.", epilog="Example: bad_day.py --bin build/release/bin --data data")
    parser.add_argument("--bin", required=True, help="where the programs are")
    parser.add_argument("--data", required=True, help="the data folder of the project")
    parser.add_argument("--work", help="a folder of its own; default: a temporary one, kept where the day failed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tablets", type=int, default=20, help="at least 7")
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--followers", type=int, default=3)
    parser.add_argument("--workers", type=int, default=6)
    parser.add_argument("--heal-within", type=float, default=300.0)
    arguments = parser.parse_args()
    temporary = arguments.work is None
    if temporary:
        arguments.work = tempfile.mkdtemp(prefix="pendata-bad-day-")
    day = BadDay(arguments)
    try:
        print(json.dumps(day.play()))
    except Failed as failure:
        day.tell(f"FAILED (seed {arguments.seed}, {arguments.work}): {failure}")
        return 1
    finally:
        day.stop()
    if temporary:
        shutil.rmtree(arguments.work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
