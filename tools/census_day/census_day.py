"""A census day in Kabupaten Sumedang, with the real programs as processes over TLS on the loopback: an office,
30 tablets in 27 villages and 3 kecamatan, a day without network, conflicts, a tablet and the office killed in
the middle, and at the end the question that matters: does everybody hold the same, and is anything lost?
Reads data/sumedang; writes only below --work. docs/operations.md tells what to try next.
"""

import argparse
import collections
import csv
import json
import pathlib
import sys
import time

from programs import Failed, Office, Tablet, free_port, in_parallel, run, wipe

VILLAGES_PER_DISTRICT = 9
DISTRICTS = 3
WHOLE_DAY_SEED = 20261


class Story:
    """Tells what happens, in the reader's language, on standard error when the result is JSON."""

    def __init__(self, english: bool, quiet: bool):
        self.english, self.out = english, sys.stderr if quiet else sys.stdout

    def tell(self, indonesian: str, english: str):
        print(f"· {english if self.english else indonesian}", file=self.out, flush=True)


def choose_places(regions_file: pathlib.Path):
    """Three kecamatan and nine villages of each."""
    villages = collections.defaultdict(list)
    with open(regions_file, encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["code"].count(".") == 3:
                villages[row["parent"]].append(row["code"])
    fit = sorted(district for district, codes in villages.items() if len(codes) >= VILLAGES_PER_DISTRICT)
    return {district: sorted(villages[district])[:VILLAGES_PER_DISTRICT] for district in fit[:DISTRICTS]}


class Day:
    def __init__(self, arguments, story):
        self.arguments, self.story = arguments, story
        self.programs = pathlib.Path(arguments.bin)
        self.work = pathlib.Path(arguments.work)
        self.regions = pathlib.Path(arguments.data) / "sumedang" / "regions.csv"
        self.places = choose_places(self.regions)
        self.tablets, self.held, self.started = [], 0, time.monotonic()
        self.result = {}

    # -- the office and its people ------------------------------------------------------------------------
    def open_office(self):
        wipe(self.work)
        port = self.arguments.port or free_port()
        self.office = Office(self.programs, self.work / "office", port)
        self.office.admin("init", "--regency", "32.11", "--advertise", f"127.0.0.1:{port}")
        self.office.admin("regions", "import", self.regions, "--scheme", "kemendagri", "--vintage", "2025")
        self.office.start()
        self.story.tell(f"kantor dibuka di 127.0.0.1:{port}, 277 desa dikenal", f"office open at 127.0.0.1:{port}, 277 villages known")

    def add_tablet(self, name, role, regions):
        self.office.admin("officer", "add", name, "--role", role, "--region", ",".join(regions))
        tablet = Tablet(self.programs, self.work / "tablets", name, role, regions)
        self.tablets.append(tablet)
        return tablet

    def enrol_everybody(self):
        (self.work / "tablets").mkdir()
        self.psm = {}
        villages = [village for district in self.places.values() for village in district]
        for number, village in enumerate(villages[:-1]):
            # The last taker goes to two villages: 26 takers, 27 villages.
            regions = [village] if number < len(villages) - 2 else [village, villages[-1]]
            taker = self.add_tablet(f"Psm {number + 1:02}", "psm", regions)
            for region in regions:
                self.psm[region] = taker
        self.tksk = {district: self.add_tablet(f"Tksk {number + 1}", "tksk", [district])
                     for number, district in enumerate(self.places)}
        self.verifier = self.add_tablet("Verifikator", "verifier", ["32.11"])

        def enrol(tablet):
            code = self.office.admin_json("device", "code", "--officer", tablet.name)["code"]
            tablet.call("enrol", code)
            tablet.sync(expect=(0,))

        in_parallel(enrol, self.tablets)
        self.story.tell(f"{len(self.tablets)} tablet terdaftar di {len(villages)} desa, {len(self.places)} kecamatan",
                        f"{len(self.tablets)} tablets enrolled in {len(villages)} villages of {len(self.places)} kecamatan")

    # -- a day without network ----------------------------------------------------------------------------
    def collect_offline(self):
        self.office.stop()
        villages = sorted(self.psm)
        persons, families = self.arguments.persons, self.arguments.families
        share = lambda total, place: total * (place + 1) // len(villages) - total * place // len(villages)
        people = self.work / "people"

        def collect(place):
            village = villages[place]
            folder = people / f"run-{place}"
            run([self.programs / "pendata-synthetic", "--seed", str(WHOLE_DAY_SEED + place), "--villages", village,
                 "--persons", str(share(persons, place)), "--families", str(share(families, place)),
                 "--regions", self.regions, "--out-dir", folder])
            return village, folder / village

        collected = in_parallel(collect, range(len(villages)))

        def enter(tablet):
            for village, folder in collected:
                if self.psm[village] is not tablet:
                    continue
                for kind, name in (("family", "families"), ("person", "persons"), ("assignment", "assignments"), ("visit", "visits")):
                    rows = [json.loads(line) for line in open(folder / f"{name}.jsonl", encoding="utf-8")]
                    if not rows:
                        continue
                    added = tablet.call_json("import", kind, folder / f"{name}.jsonl")["added"]
                    if added != len(rows):
                        raise Failed(f"{tablet.name}: {added} of {len(rows)} rows of {kind} were added")
                    for row in rows:
                        tablet.saved[row["id"]] = (kind, row.get("name") or row.get("kk_number"))

        in_parallel(enter, sorted(set(self.psm.values()), key=lambda t: t.name))
        told = sum(len(tablet.saved) for tablet in self.tablets)
        kinds = collections.Counter(kind for tablet in self.tablets for kind, _ in tablet.saved.values())
        self.persons = kinds["person"]
        self.story.tell(f"tanpa jaringan: {kinds['person']} orang, {kinds['family']} keluarga, seluruhnya {told} catatan",
                        f"without network: {kinds['person']} persons, {kinds['family']} families, {told} records in all")

    # -- the evening: everybody syncs, two things are killed ------------------------------------------------
    def evening_with_kills(self):
        self.office.start()
        victim = self.tablets[0]
        killed = 0
        for after_s in (0.05, 0.1, 0.02, 0.2, 0.4, 0.01, 0.8):
            if victim.sync_killed(after_s):
                killed += 1
                break
        self.story.tell("satu tablet dimatikan paksa di tengah sinkronisasi" if killed else "tablet selesai sebelum sempat dimatikan",
                        "one tablet killed in the middle of its sync" if killed else "the tablet was done before it could be killed")
        waiting = [tablet for tablet in self.tablets if tablet is not victim]
        done = []

        def sync(tablet):
            answer = tablet.sync(expect=(0, 1, 3))
            done.append(tablet)
            # The office dies while others are at it.
            if len(done) == 6 and self.office.process is not None:
                self.office.kill()
            return answer

        in_parallel(sync, waiting)
        self.story.tell("kantor dimatikan paksa (SIGKILL) saat tablet masih mengirim, lalu dihidupkan lagi",
                        "the office was killed (SIGKILL) while tablets were sending, and started again")
        self.office.start()
        in_parallel(lambda tablet: tablet.sync(expect=(0,)), self.tablets)
        in_parallel(lambda tablet: tablet.sync(expect=(0,)), self.tablets)
        if not killed:
            raise Failed("no sync could be killed in its middle: the machine is too fast for this test")

    # -- two officers write of the same people ----------------------------------------------------------------
    def conflicts(self):
        district, villages = next(iter(self.places.items()))
        taker, tksk = self.psm[villages[0]], self.tksk[district]
        people = [json.loads(line) for line in tksk.call("list", "person", "--where", f"village = '{villages[0]}'", "--limit", "3", "--json").splitlines()]
        self.office.stop()
        first, second, third = (person["id"] for person in people)
        # Different fields: both stay, nobody is asked.
        taker.call("edit", first, json.dumps({"phone": "081322110001"}))
        tksk.call("edit", first, json.dumps({"address": "Kampung Baru 12"}))
        # The same field on different evidence: the better founded one stays.
        taker.call("edit", second, json.dumps({"birth_place": "Bandung"}), "--evidence", "1")
        tksk.call("edit", second, json.dumps({"birth_place": "Sumedang"}), "--evidence", "4")
        # The same field on equal evidence: a case.
        taker.call("edit", third, json.dumps({"mother_name": "Ecin Kuraesin"}), "--evidence", "3")
        self.verifier.call("edit", third, json.dumps({"mother_name": "Icih Kuraesih"}), "--evidence", "3")
        self.office.start()
        trio = (taker, tksk, self.verifier)
        for _ in range(2):
            in_parallel(lambda tablet: tablet.sync(expect=(0,)), trio)
        shown = tksk.call_json("show", first)
        if (shown.get("phone"), shown.get("address")) != ("081322110001", "Kampung Baru 12"):
            raise Failed("two different fields did not both stay")
        if tksk.call_json("show", second).get("birth_place") != "Sumedang":
            raise Failed("the better founded birth place did not stay")
        cases = [json.loads(line) for line in tksk.call("cases", "--json").splitlines()]
        mine = [case for case in cases if case["record"] == third and case["field"] == "mother_name"]
        if len(mine) != 1 or {c["value"] for c in mine[0]["candidates"]} != {"Ecin Kuraesin", "Icih Kuraesih"}:
            raise Failed("the conflict did not show both candidates")
        self.show_case(mine[0])
        pick = [c["value"] for c in mine[0]["candidates"]].index("Ecin Kuraesin")
        tksk.call("decide", mine[0]["case"], "--pick", str(pick))
        for tablet in (tksk, taker, self.verifier):
            tablet.sync(expect=(0,))
        for tablet in trio:
            after = tablet.call_json("show", third)
            if after.get("mother_name") != "Ecin Kuraesin" or "mother_name" in after.get("_disputed", []):
                raise Failed(f"the decision did not reach {tablet.name}")
        self.result["conflicts"] = 1
        self.story.tell("TKSK memutuskan; keputusan sampai di semua tablet", "the TKSK decided; the decision reached every tablet")

    def show_case(self, case):
        self.story.tell(f"konflik pada '{case['field']}':", f"a conflict on '{case['field']}':")
        for number, candidate in enumerate(case["candidates"]):
            line = f"    {number}: {candidate['value']}  ({candidate['author']}, "
            self.story.tell(line + f"bukti {candidate['evidence']})", line + f"evidence {candidate['evidence']})")

    # -- does everybody agree, is anything lost? ---------------------------------------------------------------
    def verify(self):
        in_parallel(lambda tablet: tablet.sync(expect=(0,)), self.tablets)

        def agrees(tablet):
            rooms = {"psm": "S0", "tksk": "S0,S1", "verifier": "S0,S1,S2"}[tablet.role]
            at_office = self.office.admin("export", "--scope", ",".join(tablet.regions), "--compartments", rooms)
            return tablet.call("export") == at_office

        agreeing = in_parallel(agrees, self.tablets)
        everything = {}
        for line in self.office.admin("export", "--scope", "32.11", "--compartments", "S0,S1,S2,S3").splitlines():
            record = json.loads(line)
            everything[record["id"]] = record
        told = {record: name for tablet in self.tablets for record, name in tablet.saved.items()}
        lost = 0
        for record, (kind, name) in told.items():
            present = everything.get(record)
            if present is None or (name and name not in (present.get("name"), present.get("kk_number"))):
                lost += 1
        status = self.office.admin_json("status")
        self.office.admin("verify")
        self.result.update({
            "tablets": len(self.tablets), "records": len(told), "persons": self.persons, "held": status["held"], "lost": lost,
            "converged": all(agreeing), "seconds": round(time.monotonic() - self.started, 1)})
        if lost or not all(agreeing):
            names = [tablet.name for tablet, same in zip(self.tablets, agreeing) if not same]
            raise Failed(f"{lost} records lost; differing tablets: {', '.join(names) or 'none'}")

    def play(self):
        self.open_office()
        self.enrol_everybody()
        self.collect_offline()
        self.evening_with_kills()
        self.conflicts()
        self.verify()

    def stop(self):
        office = getattr(self, "office", None)
        if office is not None and office.process is not None:
            office.stop()


def summary(day, story):
    r = day.result
    story.tell(f"SELESAI dalam {r['seconds']} s: {r['tablets']} tablet, {r['records']} catatan, hilang {r['lost']}, ditahan {r['held']};"
               f" setiap tablet sama dengan kantor, byte demi byte",
               f"DONE in {r['seconds']} s: {r['tablets']} tablets, {r['records']} records, {r['lost']} lost, {r['held']} held;"
               f" every tablet equals the office byte for byte")
    tablet = day.tablets[0]
    story.tell(f"coba: build/release/bin/pendata --db {tablet.file} search siti", f"try: build/release/bin/pendata --lang en --db {tablet.file} search siti")
    story.tell(f"coba: build/release/bin/pendata-admin --data {day.office.folder} status", f"try: build/release/bin/pendata-admin --lang en --data {day.office.folder} status")


def main():
    parser = argparse.ArgumentParser(prog="tools/quickstart", description="Installs, builds, and plays a census day on this machine.",
                                     epilog="Example: tools/quickstart --lang en")
    parser.add_argument("--serve", action="store_true", help="leave the office running and print an enrolment code")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on standard output")
    parser.add_argument("--lang", choices=("id", "en"), default="id")
    parser.add_argument("--persons", type=int, default=3000)
    parser.add_argument("--families", type=int, default=900)
    parser.add_argument("--port", type=int, default=0, help="of the office; 0: a free one")
    for hidden in ("--bin", "--data", "--work"):
        parser.add_argument(hidden, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    story = Story(arguments.lang == "en", arguments.json)
    day = Day(arguments, story)
    status = 0
    try:
        day.play()
        summary(day, story)
        if arguments.serve:
            code = day.office.admin_json("device", "code", "--officer", day.tablets[0].name)["code"]
            story.tell(f"kantor tetap berjalan di 127.0.0.1:{day.office.port} (Ctrl-C mengakhiri); kode pendaftaran: {code}",
                       f"the office stays at 127.0.0.1:{day.office.port} (Ctrl-C ends it); enrolment code: {code}")
    except Failed as failure:
        story.tell(f"GAGAL: {failure}", f"FAILED: {failure}")
        status = 1
    if arguments.json:
        keys = ("tablets", "records", "conflicts", "held", "lost", "converged", "seconds")
        print(json.dumps({key: day.result.get(key) for key in keys}), flush=True)
    try:
        if arguments.serve and status == 0:
            day.office.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        day.stop()
    return status


if __name__ == "__main__":
    sys.exit(main())
