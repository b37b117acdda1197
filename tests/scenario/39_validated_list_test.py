#!/usr/bin/env python3
"""Scenarios 39, 40 and 45, with the real programs: a village's list is validated, minutes stay bound to it, the period's report keeps
its bytes, what is late goes on by the office's setting, and codes of the older list are counted where they belong."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DONE, FAILED, NEXT_VILLAGE, VILLAGE, WRONG_USE, OfficeCase, main  # noqa: E402

PERIOD, MINUTES = "2026-Q4", "141/BA/XI/2026"
DAY = "2026-10-05"
CLOSE = ("batch", "validate", VILLAGE, "--period", PERIOD, "--minutes", MINUTES)


class Validated(OfficeCase):
    def setUp(self):
        super().setUp()
        self.admin("officer", "add", "dokter", "--role", "operator", "--region", "32.11", "--compartments", "S0,S1,S2,S3")
        for name, officer in (("a.db", "siti"), ("t.db", "budi"), ("d.db", "dokter")):
            self.enrol(name, officer)
            self.sync(name)
        self.siti = self.add("a.db", name="Siti Aminah", sex="P")
        self.wati = self.add("a.db", name="Wati Lestari", sex="P")
        self.first = self.assign("a.db", self.siti, "P13")
        self.everybody()
        self.street = self.assign("t.db", self.wati, "P11")
        self.secret = self.assign("d.db", self.siti, "P16")
        self.everybody()

    def everybody(self):
        for _ in range(2):
            for name in ("a.db", "t.db", "d.db"):
                self.assertTrue(self.sync(name)["converged"])

    def assign(self, tablet, subject, category, **more):
        fields = {"subject": subject, "assessed_on": DAY, "status": "proposed", **more}
        if category:
            fields.update(category=category, list_version="PPKS-2012")
        return self.ask(tablet, "add", "assignment", json.dumps(fields)).one()["id"]

    def refused(self, *words, status=FAILED, says=""):
        done = self.run_plain("--data", self.data, *words, program="pendata-admin")
        self.assertEqual((done.status, done.out), (status, ""), done.err)
        self.assertIn(says, done.err)

    def report(self, *words, region=VILLAGE):
        return self.admin("report", "R1", "--period", PERIOD, "--region", region, *words).out

    def both(self):
        return self.report(), self.report("--format", "csv")

    def counted(self, text, category, place=VILLAGE):
        row = next(r for r in json.loads(text)["rows"] if r["place"] == place)
        return next(c for c in row["counts"] if c["category"] == category)

    def standing(self, *words):
        return self.admin("batch", "show", *(words or (VILLAGE, "--period", PERIOD)), "--json").one()

    def set_late(self, way):
        name = os.path.join(self.data, "pendata.toml")
        with open(name, encoding="utf-8") as file:
            text = file.read()
        self.assertIn('late = "', text)
        with open(name, "w", encoding="utf-8") as file:
            file.write(text.replace('late = "next"', 'late = "%s"' % way).replace('late = "correction"', 'late = "%s"' % way))

    def test_minutes_are_bound_and_differences_are_told(self):
        closed = self.admin(*CLOSE, "--met-on", DAY, "--json").one()
        hashes = {one["compartment"]: (one["list_hash"], one["list_count"]) for one in closed["lists"]}
        self.assertEqual([n for _, n in hashes.values()], [1, 1, 0])
        self.everybody()
        # Each tablet holds the hashes of its own compartments.
        seen = {name: self.ask(name, "show", closed["batch"]).one() for name in ("a.db", "t.db", "d.db")}
        self.assertEqual(seen["a.db"]["list_hash"], hashes["S0"][0])
        self.assertEqual(seen["a.db"]["minutes_number"], MINUTES)
        self.assertNotIn("list_hash_s1", seen["a.db"])
        self.assertEqual(seen["t.db"]["list_hash_s1"], hashes["S1"][0])
        self.assertNotIn("list_hash_s2", seen["t.db"])
        self.assertEqual(seen["d.db"]["list_hash_s2"], hashes["S2"][0])
        same = self.standing()
        self.assertEqual((same["same"], same["bound"], same["state"], same["met_on"]), (True, True, "validated", DAY))
        # The village head's list of today is another one.
        self.ask("a.db", "edit", self.siti, '{"name":"Siti Aminah Dewi","phone":"0812-3456-7890"}')
        late = self.assign("a.db", self.wati, "P13")
        self.ask("t.db", "edit", self.street, '{"status":"closed","closing_reason":"moved"}')
        self.assign("d.db", self.wati, "P18")
        self.everybody()
        now = self.standing(closed["batch"])
        self.assertEqual((now["same"], now["bound"], now["minutes"]), (False, True, MINUTES))
        s0, s1, s2 = now["lists"]
        self.assertEqual((s0["list_hash"], s1["list_hash"], s2["list_hash"]), tuple(h for h, _ in hashes.values()))
        self.assertEqual((s0["list_count"], s0["today_count"], s2["same"]), (1, 2, True))
        told = {(d["change"], d.get("field")): d for d in s0["differences"]}
        self.assertEqual(set(told), {("changed", "name"), ("added", None)})
        self.assertEqual((told["changed", "name"]["before"], told["changed", "name"]["after"]), ("Siti Aminah", "Siti Aminah Dewi"))
        self.assertEqual(told["changed", "name"]["record"], self.siti)
        self.assertEqual((told["added", None]["assignment"], told["added", None]["goes_to"]), (late, "2027-Q1"))
        self.assertEqual([(d["change"], d["assignment"], d["why"]) for d in s1["differences"]], [("removed", self.street, "closed")])
        self.assertEqual([one["compartment"] for one in self.standing(closed["batch"], "--compartments", "S0")["lists"]], ["S0"])
        listed = self.admin("batch", "list", "--under", "32.11.01", "--json").lines()
        self.assertEqual([(b["batch"], b["closed"], b["corrections"], b["minutes"]) for b in listed], [(closed["batch"], True, 0, MINUTES)])
        self.assertIn("changed", self.admin("batch", "show", closed["batch"]).out)
        self.assertEqual(self.admin("verify", "--json").one()["closings"], 1)

    def test_a_closed_report_keeps_its_bytes(self):
        self.assertFalse(json.loads(self.report())["closed"])
        self.admin(*CLOSE)
        before = self.both()
        self.assertTrue(json.loads(before[0])["closed"])
        self.assertEqual(self.counted(before[0], "P13")["total"], 1)
        self.assertEqual(self.counted(before[0], "P16"), {"category": "P16", "suppressed": True})
        self.assertEqual(self.counted(before[0], "P18"), {"category": "P18", "suppressed": True})
        backup = self.path("night.db")
        self.admin("backup", backup)
        self.assign("a.db", self.wati, "P13")
        self.ask("a.db", "withdraw", self.first, "--reason", "salah data")
        self.everybody()
        self.assertEqual(self.both(), before)
        # What came late is in the next period's.
        following = self.admin("report", "R1", "--period", "2027-Q1", "--region", VILLAGE).out
        self.assertEqual(self.counted(following, "P13")["total"], 1)
        self.assertFalse(json.loads(following)["closed"])
        out = self.path("r1.csv")
        self.report("--format", "csv", "--out", out)
        with open(out, encoding="utf-8") as file:
            self.assertEqual(file.read(), before[1])
        # Who restores a backup that knows the closing prints the same.
        self.stop_office()
        self.admin("restore", backup)
        self.start_office()
        self.everybody()
        self.assertEqual(self.both(), before)
        # An erasure by law leaves the counts, and nothing of the person.
        self.admin("erase", self.siti, "--legal-basis", "permohonan subjek")
        self.everybody()
        self.assertEqual(self.both(), before)
        now = self.standing()
        self.assertTrue(now["bound"])
        self.assertIn("erased", {d["change"] for d in now["lists"][0]["differences"]})
        self.assertNotIn("Siti", json.dumps(now))
        self.admin("verify")

    def test_a_numbered_correction_by_the_setting(self):
        self.admin(*CLOSE)
        before = self.both()
        self.assign("a.db", self.wati, "P13")
        self.everybody()
        self.refused("batch", "correct", VILLAGE, "--period", PERIOD, "--reason", "terlambat", says="next period")
        self.set_late("correction")
        self.assertEqual({d["goes_to"] for d in self.standing()["lists"][0]["differences"]}, {"correction 1"})
        done = self.admin("batch", "correct", VILLAGE, "--period", PERIOD, "--reason", "terlambat", "--json").one()
        self.assertEqual(done["correction"], 1)
        self.assertEqual(self.both(), before)
        corrected = self.report("--correction", "1")
        self.assertEqual(self.counted(corrected, "P13")["total"], 2)
        self.assertEqual(self.counted(before[0], "P13")["total"], 1)
        self.refused("batch", "correct", VILLAGE, "--period", PERIOD, "--reason", "lagi", says="nothing")
        self.refused("report", "R1", "--period", PERIOD, "--region", VILLAGE, "--correction", "2", says="correction")
        self.everybody()
        self.assertEqual(self.report("--correction", "1"), corrected)
        self.assertEqual(self.standing()["corrections"], 1)

    def test_a_batch_that_the_tksk_brought_from_the_meeting(self):
        fields = {"village": VILLAGE, "period": PERIOD, "minutes_number": MINUTES, "met_on": DAY, "state": "met"}
        batch = self.ask("t.db", "add", "batch", json.dumps(fields)).one()["id"]
        self.everybody()
        self.refused("batch", "validate", VILLAGE, "--period", PERIOD, "--minutes", "lain", says="another number")
        self.assertEqual(self.admin(*CLOSE, "--json").one()["batch"], batch)
        self.refused(*CLOSE, says="closed")
        self.everybody()
        self.assertEqual(self.ask("t.db", "show", batch).one()["state"], "validated")
        self.assertEqual(self.standing()["batch"], batch)

    def test_codes_of_list_a(self):
        older = self.assign("a.db", self.siti, None, older_category="KFM", list_version="A")
        self.everybody()
        self.assertEqual(self.ask("a.db", "status").one()["held"], [])
        kept = self.ask("a.db", "show", older).one()
        self.assertEqual((kept["older_category"], kept["list_version"]), ("KFM", "A"))
        self.assertEqual(self.counted(self.report(), "P24")["total"], 1)
        self.assertEqual(self.counted(self.report(), "P18"), {"category": "P18", "suppressed": True})
        # Where list A alone was used, what it did not have was not counted.
        self.ask("a.db", "withdraw", self.first, "--reason", "salah data")
        self.ask("t.db", "withdraw", self.street, "--reason", "salah data")
        self.everybody()
        for code in ("P07", "P13", "P14", "P18"):
            self.assertEqual(self.counted(self.report(), code), {"category": code, "counted": False})
        self.assertIn(VILLAGE + ",", self.report("--format", "csv"))
        self.assertIn("tidak dihitung", self.report("--format", "csv"))
        self.assertEqual(self.counted(self.report(region="32.11.01"), "P13", NEXT_VILLAGE)["total"], 0)

    def test_what_can_not_be_closed_is_said(self):
        for period, says in (("2026-Q5", "period"), ("triwulan 4", "period"), ("2099-Q1", "not begun")):
            self.refused("batch", "validate", VILLAGE, "--period", period, "--minutes", MINUTES, says=says)
        self.refused("batch", "validate", "32.11.01", "--period", PERIOD, "--minutes", MINUTES)
        self.refused("batch", "validate", "32.11.01.2999", "--period", PERIOD, "--minutes", MINUTES)
        self.refused("batch", "validate", VILLAGE, "--period", PERIOD, "--minutes", "x" * 61)
        self.refused("batch", "validate", VILLAGE, "--period", PERIOD, "--minutes", " ")
        self.refused("batch", "validate", VILLAGE, "--period", PERIOD, status=WRONG_USE)
        self.refused("batch", "show", VILLAGE, "--period", PERIOD)
        self.refused("batch", "show", VILLAGE, status=WRONG_USE)
        self.refused("batch", "correct", VILLAGE, "--period", PERIOD, "--reason", "x")
        self.refused("report", "R1", "--period", "2026-Q9", says="period")
        self.refused("report", "R1", "--period", PERIOD, "--region", "32.99")
        self.refused("report", "R2", "--period", PERIOD, status=WRONG_USE)
        self.refused("report", "R1", "--period", PERIOD, "--out", os.path.join(self.data, "r1.json"))
        self.assertEqual(self.admin("batch", "list", "--json").out, "")
        done = self.run_plain("--data", self.data, "report", "R1", "--period", PERIOD, program="pendata-admin")
        self.assertEqual(done.status, DONE)
        whole = json.loads(done.out)
        self.assertGreater(len(whole["rows"]), 250)
        self.assertEqual(next(c for c in whole["totals"] if c["category"] == "P16")["total"], 1)


if __name__ == "__main__":
    main()
