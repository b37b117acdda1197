#!/usr/bin/env python3
"""pendata-admin at the desk: cases, held writes, histories, exports, backups, the ledger.
admin_desk_test.py ADMIN TABLETS: paper tablets bring the writes, so no network is needed.
"""

import datetime
import json
import os
import shutil
import sqlite3
import stat

from admin_case import (DONE, FAILED, NO_ID, UNFINISHED, VILLAGE_A, VILLAGE_B, WRONG_USE, AdminCase, main)

CASE_KEYS = {"case", "kind", "record", "field", "candidates", "state"}
CANDIDATE_KEYS = {"value", "author", "device", "evidence", "time"}
HISTORY_KEYS = {"field", "value", "author", "device", "claimed", "corrected", "trust", "evidence", "seen", "rule", "current"}
STATUS_KEYS = {"lineage", "sequence", "records", "devices", "pending_cases", "held", "oldest_unsent_s", "stuck", "fingerprint",
               "unread", "unread_writes", "unread_s", "clock"}
WIB = datetime.timezone(datetime.timedelta(hours=7))


def civil_day(moment):
    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(WIB).date().isoformat()


class DeskCase(AdminCase):
    """With one person under two names, and three whose two writes each are held."""

    def setUp(self):
        super().setUp()
        self.scene = self.tablets("scene", self.code("Ani"), self.code("Budi"))

    def change_file(self, sql, *values):
        file = sqlite3.connect(os.path.join(self.data, "office.db"))
        with file:
            self.assertGreater(file.execute(sql, values).rowcount, 0)
        file.close()


class Cases(DeskCase):
    def test_a_case_is_shown_and_decided_once(self):
        case = self.ask("cases").one()
        self.assertLessEqual(CASE_KEYS, case.keys())
        self.assertEqual((case["kind"], case["field"], case["record"]), ("conflict", "name", self.scene["record"]))
        for candidate in case["candidates"]:
            self.assertLessEqual(CANDIDATE_KEYS, candidate.keys())
        values = [candidate["value"] for candidate in case["candidates"]]
        self.assertEqual(sorted(values), ["Siti", "Sitti"])
        told = self.run_admin("cases").out
        self.assertIn(f"--pick {values.index('Siti')}  Siti  Ani", told)

        self.refuse(FAILED, "decide", case["case"], "--pick", "2")
        self.refuse(FAILED, "decide", case["case"], "--value", "[1")
        self.refuse(FAILED, "decide", NO_ID, "--pick", "0", says=("tidak ditemukan", "not found"))
        decided = self.ask("decide", case["case"], "--pick", str(values.index("Siti"))).one()
        self.assertEqual(decided, {"case": case["case"], "state": "decided"})
        self.assertEqual(self.ask("cases").out, "")
        self.assertEqual(self.status()["pending_cases"], 0)
        self.refuse(FAILED, "decide", case["case"], "--pick", "0", says=("tidak ditemukan", "not found"))
        rules = {row["rule"] for row in self.ask("history", self.scene["record"]).one() if row["field"] == "name"}
        self.assertEqual(rules, {"decided", "overruled"})

    def test_a_value_of_its_own(self):
        self.ask("decide", self.ask("cases").one()["case"], "--value", '"Siti Aminah"')
        people = self.ask("export", "--kind", "person").one()
        self.assertEqual(people["name"], "Siti Aminah")

    def test_a_day_of_one_device_is_decided_at_once(self):
        case = self.ask("cases").one()
        day = next(civil_day(c["time"]) for c in case["candidates"] if c["device"] == self.scene["device"])
        which = ("decide-day", "--device", self.scene["device"], "--day", day)
        planned = self.ask(*which, "--against", "--dry-run").one()
        self.assertEqual((planned["case"], planned["state"], planned["value"]), (case["case"], "planned", "Sitti"))
        self.assertEqual(self.status()["pending_cases"], 1)
        self.assertEqual(self.ask("decide-day", "--device", self.scene["device"], "--day", "2001-01-01", "--for").out, "")
        self.refuse(WRONG_USE, *which)
        self.refuse(WRONG_USE, *which, "--for", "--against")
        self.refuse(WRONG_USE, "decide-day", "--device", self.scene["device"], "--day", "kemarin", "--for")
        decided = self.ask(*which, "--for").one()
        self.assertEqual((decided["state"], decided["value"], decided["field"]), ("decided", "Siti", "name"))
        self.assertEqual(self.status()["pending_cases"], 0)
        self.assertEqual(self.ask("export", "--kind", "person").one()["name"], "Siti")
        # And back again, by the history.
        rows = self.ask("history", self.scene["record"]).one()
        stamp = next(row["stamp"] for row in rows if row["value"] == "Sitti")
        self.assertIn(stamp, self.run_admin("history", self.scene["record"]).out)
        self.ask("restore-value", self.scene["record"], "name", stamp)
        self.assertEqual(self.ask("export", "--kind", "person").one()["name"], "Sitti")
        self.refuse(FAILED, "restore-value", self.scene["record"], "name", "1.2.3.4", says=("tidak ditemukan", "not found"))
        self.refuse(FAILED, "restore-value", self.scene["record"], "nothing", stamp)

    def test_one_sort_of_case(self):
        self.assertEqual(len(self.ask("cases", "--kind", "conflict").lines()), 1)
        for kind in ("duplicate", "review", "overlap"):
            self.assertEqual(self.ask("cases", "--kind", kind).out, "")

    def test_history_tells_every_value(self):
        rows = self.ask("history", self.scene["record"]).one()
        self.assertEqual(len(rows), 3)
        for row in rows:
            self.assertLessEqual(HISTORY_KEYS, row.keys())
        self.assertEqual({row["author"] for row in rows}, {"Ani", "Budi"})
        self.assertEqual(sum(row["current"] for row in rows if row["field"] == "name"), 1)
        self.assertIn("Sitti", self.run_admin("history", self.scene["record"]).out)
        self.refuse(FAILED, "history", NO_ID, says=("tidak ditemukan", "not found"))


class Held(DeskCase):
    def held(self):
        return self.ask("held", "list").lines()

    def test_held_writes_are_judged(self):
        rows = self.held()
        self.assertEqual(len(rows), 6)
        self.assertLessEqual({"id", "record", "kind", "field", "value", "reason", "author", "device", "received"}, rows[0].keys())
        self.assertEqual({row["reason"] for row in rows}, {"outside_duty"})
        self.assertIn(rows[0]["id"], self.run_admin("held", "list").out)
        of = {}
        for row in rows:
            of.setdefault(row["record"], []).append(row["id"])
        first, second, _ = of
        self.assertEqual(sorted(self.ask("held", "accept", *of[first]).one()["done"]), sorted(of[first]))
        self.assertEqual(self.ask("held", "return", *of[second], "--note", "desa lain").one()["left"], [])
        notes = {(row["rule"], row["note"]) for row in self.ask("history", second).one()}
        self.assertEqual(notes, {("returned", "desa lain")})

        self.refuse(FAILED, "held", "accept", *of[first], says=("tidak ditemukan", "not found"))
        again = self.run_admin("held", "return", *of[second], "--json")
        self.assertEqual((again.status, len(again.one()["left"])), (UNFINISHED, 2))
        self.assertEqual(len(self.ask("held", "reject", "--all").one()["done"]), 2)
        self.assertEqual((self.held(), self.status()["held"]), ([], 0))
        self.assertEqual(self.ask("held", "reject", "--all").one(), {"done": [], "left": []})

    def test_judging_refuses(self):
        some = self.held()[0]["id"]
        self.refuse(FAILED, "held", "accept", some, NO_ID, says=("tidak ditemukan: " + NO_ID, "not found: " + NO_ID))
        self.refuse(WRONG_USE, "held", "return", some, "--note", "x" * 1025, says=("catatan", "note"))
        self.refuse(WRONG_USE, "held", "accept", "7")
        self.assertEqual(len(self.held()), 6)

    def test_a_new_duty_lets_them_settle(self):
        self.ask("officer", "duty", "Ani", "--region", f"{VILLAGE_A},{VILLAGE_B}")
        self.assertEqual(self.held(), [])


class Reading(DeskCase):
    def test_a_village_that_nobody_knows_is_not_split(self):
        for words in ((), ("--dry-run",)):
            self.refuse(FAILED, "split", "99.99.99.9999", *words, says=("tidak ditemukan", "not found"))

    def test_status(self):
        status = self.status()
        self.assertEqual(status.keys(), STATUS_KEYS)
        self.assertEqual((status["devices"], status["pending_cases"], status["held"]), (2, 1, 6))
        told = self.run_admin("status").out
        for value in (status["fingerprint"], status["lineage"]):
            self.assertIn(value, told)

    def test_exports(self):
        whole = self.run_admin("export")
        self.assertEqual(whole.out, self.run_admin("export", "--json").out)
        rows = whole.lines()
        self.assertEqual([row["id"] for row in rows], sorted(row["id"] for row in rows))
        self.assertEqual(whole.out, "".join(json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
                                            for row in rows))
        scope = self.ask("export", "--scope", VILLAGE_A, "--compartments", "S0").lines()
        person = [row for row in scope if row["kind"] == "person"]
        self.assertEqual([row["_disputed"] for row in person], [["name"]])
        elsewhere = self.ask("export", "--scope", VILLAGE_B).lines()
        self.assertEqual([row for row in elsewhere if row["kind"] == "person"], [])
        self.assertTrue(all("_stamps" in row for row in self.ask("export", "--stamps").lines()))

    def test_exports_refuse(self):
        self.refuse(FAILED, "export", "--scope", "99.99", says=("wilayah tidak dikenal", "unknown region"))
        self.refuse(WRONG_USE, "export", "--kind", "nothing", says=("--kind", "--kind"))
        with open("/dev/full", "w") as full:
            one = self.start("export", stdout=full)
            _, err = one.communicate()
        self.assertEqual(one.returncode, FAILED)
        self.assertIn("gagal", err)


class Keeping(DeskCase):
    def test_a_backup_is_whole(self):
        copy = self.path("backup.db")
        made = self.ask("backup", copy).one()
        self.assertEqual(made.keys(), {"file", "sequence", "lineage", "bytes"})
        self.assertEqual(made["sequence"], self.status()["sequence"])
        self.assertEqual(made["bytes"], os.path.getsize(copy))
        self.assertEqual(stat.S_IMODE(os.stat(copy).st_mode), 0o600)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("backup")], ["backup.db"])
        self.refuse(FAILED, "backup", copy, says=("sudah ada", "exists"))
        self.refuse(FAILED, "backup", os.path.join(self.data, "backup.db"), says=("di luar folder", "outside"))
        self.refuse(FAILED, "backup", os.path.join(self.folder, "no", "such.db"))

        restored = os.path.join(self.folder, "restored")
        shutil.copytree(self.data, restored)
        os.replace(copy, os.path.join(restored, "office.db"))
        self.assertEqual(self.ask("export", data=restored).out, self.ask("export").out)
        self.ask("verify", data=restored)

    def test_verify_agrees(self):
        found = self.ask("verify").one()
        self.assertEqual(found.keys(), {"ok", "records", "parts", "sums", "commits", "receipts", "ledger_entries", "photos",
                                        "photos_coming", "photos_missing", "missing_photos", "lists", "list_rows", "closings", "faults"})
        self.assertEqual((found["ok"], found["receipts"], found["faults"]), (True, 2, []))
        self.assertEqual(found["commits"], self.status()["sequence"])

    def test_verify_finds(self):
        whole = os.path.join(self.folder, "whole")
        shutil.copytree(self.data, whole)
        for sql, words in (("UPDATE sum SET content=zeroblob(40) WHERE path='%s'" % VILLAGE_A, ("sidik", "fingerprint")),
                           ("INSERT INTO sum SELECT room, '99.01', content FROM sum LIMIT 1", ("sidik", "fingerprint")),
                           ("UPDATE commits SET hash=randomblob(32) WHERE at=3", ("rantai komit", "commit chain")),
                           ("DELETE FROM commits WHERE at=2", ("rantai komit", "commit chain")),
                           ("UPDATE commits SET hash=randomblob(32) WHERE at=(SELECT max(at) FROM commits)",
                            ("tanda terima", "receipt")),
                           ("DELETE FROM batch WHERE no=1", ("tanda terima", "receipt")),
                           ("UPDATE device SET id=randomblob(16)", ("ledger", "ledger"))):
            shutil.rmtree(self.data)
            shutil.copytree(whole, self.data)
            self.change_file(sql)
            self.refuse(FAILED, "verify", says=words)
            found = self.run_admin("verify", "--json")
            self.assertEqual((found.status, found.one()["ok"]), (FAILED, False))

    def test_the_ledger_goes_apart_and_comes_back(self):
        first = self.path("first.ledger")
        self.ask("ledger", "export", first)
        self.tablets("enrol", self.code("Ani"), "3")
        told = self.ask("ledger", "status").one()
        self.assertEqual(told.keys(), {"head", "behind"})
        self.assertEqual((told["head"].keys(), told["behind"]), ({"entries", "hash"}, False))
        newest = self.path("newest.ledger")
        self.assertEqual(self.ask("ledger", "export", newest).one()["file"], newest)
        self.assertEqual(stat.S_IMODE(os.stat(newest).st_mode), 0o600)

        shutil.copy(first, os.path.join(self.data, "ledger"))
        behind = self.run_admin("ledger", "status", "--json")
        self.assertEqual((behind.status, behind.one()["behind"]), (UNFINISHED, True))
        self.assertEqual(self.run_admin("verify").status, FAILED)
        taken = self.ask("ledger", "import", newest).one()
        self.assertEqual((taken["head"], taken["behind"], taken["taken"]), (told["head"], False, 2))
        self.assertEqual(self.ask("ledger", "import", newest).one()["taken"], 0)
        self.ask("verify")

    def test_the_ledger_refuses(self):
        other = os.path.join(self.folder, "other")
        self.ask("init", data=other)
        foreign = self.path("foreign.ledger")
        self.ask("ledger", "export", foreign, data=other)
        before = self.ask("ledger", "status").one()
        self.refuse(FAILED, "ledger", "import", foreign, says=("kunci kantor tidak cocok", "office key does not match"))
        self.refuse(FAILED, "ledger", "import", self.path("text", "something else"), says=("program lain", "another program"))
        self.refuse(FAILED, "ledger", "import", self.path("absent"), says=("tidak ditemukan", "not found"))
        self.refuse(FAILED, "ledger", "export", os.path.join(self.data, "office.db"), says=("di luar folder", "outside"))
        self.refuse(FAILED, "ledger", "export", os.path.join(self.folder, "no", "such"))
        self.assertEqual(self.ask("ledger", "status").one(), before)

    def test_the_office_works_while_it_is_copied(self):
        running = [self.start("backup", self.path(f"copy{number}.db")) for number in range(3)]
        running += [self.start("officer", "add", f"Petugas {number}", "--role", "psm", "--region", VILLAGE_A)
                    for number in range(3)]
        running += [self.start("verify") for _ in range(2)]
        for one in running:
            _, err = one.communicate(timeout=120)
            self.assertEqual(one.returncode, DONE, err)


if __name__ == "__main__":
    main()
