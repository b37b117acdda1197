#!/usr/bin/env python3
"""Scenarios 5, 6, 7, 9, 11, 12, 15 and 30 by hand, and a day of one tablet that the office decides: each step is a command of the real programs, the office a real process."""

import datetime
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DISTRICT, DONE, FAILED, NEXT_VILLAGE, NOT_FINISHED, VILLAGE, OfficeCase, main  # noqa: E402

OTHER_DISTRICT, OTHER_VILLAGE = "32.11.02", "32.11.02.2001"
WIB = datetime.timezone(datetime.timedelta(hours=7))


def civil_day(moment):
    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(WIB).date().isoformat()


class ByHand(OfficeCase):
    OFFICERS = (("siti", "psm", VILLAGE), ("asep", "psm", VILLAGE), ("budi", "tksk", DISTRICT),
                ("citra", "psm", OTHER_VILLAGE), ("wawan", "tksk", OTHER_DISTRICT))
    TABLETS = (("s.db", "siti"), ("a.db", "asep"), ("t.db", "budi"))

    def setUp(self):
        super().setUp()
        for name, officer in self.TABLETS:
            self.enrol(name, officer)
        self.everybody()

    def everybody(self, names=None, rounds=2):
        for _ in range(rounds):
            for name in names or [name for name, _ in self.TABLETS]:
                self.assertTrue(self.sync(name)["converged"])

    def show(self, name, record):
        return self.ask(name, "show", record).one()

    def gone(self, name, record):
        self.assertEqual(self.tablet(name, "show", record, "--json").status, FAILED)

    def cases(self, name, kind=None):
        return self.ask(name, "cases", *(["--kind", kind] if kind else [])).lines()

    def history(self, record, field):
        rows = self.admin("history", record, "--json").one()
        return {row["value"]: row for row in rows if row["field"] == field}

    def test_05_better_evidence_is_shown_and_the_other_value_kept(self):
        person = self.add("s.db", name="Siti Aminah", birth_date="1980-02-03")
        self.everybody()
        self.ask("s.db", "edit", person, '{"birth_date":{"value":"1978-01-01","evidence":3}}')
        self.ask("t.db", "edit", person, '{"birth_date":{"value":"1979-05-01","evidence":4}}')
        self.everybody()
        for name in ("s.db", "a.db", "t.db"):
            self.assertEqual(self.show(name, person)["birth_date"], "1979-05-01")
            self.assertEqual(self.cases(name), [])
        kept = self.history(person, "birth_date")
        self.assertEqual(kept["1978-01-01"]["rule"], "less_evidence")
        self.assertEqual(kept["1978-01-01"]["author"], "siti")
        self.assertEqual(kept["1979-05-01"]["rule"], "current")

    def test_06_equal_evidence_is_a_case_and_its_decision_reaches_both(self):
        person = self.add("s.db", name="Siti Aminah", birth_date="1980-02-03")
        self.everybody()
        self.ask("s.db", "edit", person, '{"birth_date":{"value":"1978-01-01","evidence":3}}')
        self.ask("a.db", "edit", person, '{"birth_date":{"value":"1979-05-01","evidence":3}}')
        self.everybody()
        for name in ("s.db", "a.db", "t.db"):
            self.assertEqual(self.show(name, person)["_disputed"], ["birth_date"])
        open_case = self.cases("t.db", "conflict")[0]
        self.assertEqual({c["author"] for c in open_case["candidates"]}, {"siti", "asep"})
        self.assertEqual(self.tablet("s.db", "decide", open_case["case"], "--pick", "0").status, FAILED)
        pick = [c["value"] for c in open_case["candidates"]].index("1978-01-01")
        self.ask("t.db", "decide", open_case["case"], "--pick", pick)
        self.everybody()
        for name in ("s.db", "a.db", "t.db"):
            self.assertEqual(self.show(name, person)["birth_date"], "1978-01-01")
            self.assertNotIn("_disputed", self.show(name, person))

    def test_07_deceased_and_met_later_is_a_review(self):
        person = self.add("s.db", name="Siti Aminah", life_status="alive")
        self.everybody()
        self.ask("s.db", "edit", person, '{"life_status":{"value":"deceased","evidence":3}}')
        self.ask("a.db", "add", "visit", json.dumps({"subject": person, "purpose": "p2k2"}))
        self.everybody()
        for name in ("s.db", "a.db", "t.db"):
            self.assertEqual(self.show(name, person)["_disputed"], ["life_status"])
        review = self.cases("t.db", "review")[0]
        self.assertEqual(review["rule"], "met_after_death")
        self.assertEqual(len(review["facts"]), 2)
        self.assertIn(review["case"], self.admin("cases", "--json").out)
        self.ask("t.db", "decide", review["case"], "--value", '"yang hadir adiknya"')
        self.everybody()
        for name in ("s.db", "a.db", "t.db"):
            self.assertEqual(self.cases(name), [])
            self.assertNotIn("_disputed", self.show(name, person))

    def test_09_a_family_moves_to_another_kecamatan(self):
        self.enrol("c.db", "citra")
        self.enrol("w.db", "wawan")
        names = ("s.db", "a.db", "t.db", "c.db", "w.db")
        family = self.ask("s.db", "add", "family", json.dumps({"village": VILLAGE, "address": "Jl. Mawar 1"})).one()["id"]
        self.everybody(names)
        self.ask("t.db", "edit", family, json.dumps({"village": OTHER_VILLAGE}), "--change", "--effective", "2026-09-01")
        self.ask("s.db", "edit", family, '{"address":"Jl. Mawar 2"}')
        self.everybody(names)
        for name in ("s.db", "a.db", "t.db"):
            self.gone(name, family)
        for name in ("c.db", "w.db"):
            self.assertEqual(self.show(name, family)["village"], OTHER_VILLAGE)
            self.assertEqual(self.show(name, family)["address"], "Jl. Mawar 2")
        self.assertEqual(set(self.history(family, "village")), {VILLAGE, OTHER_VILLAGE})
        self.admin("verify")

    def test_11_another_village_while_forty_records_wait(self):
        made = [self.add("s.db", name="Warga %d" % number) for number in range(40)]
        self.admin("officer", "duty", "siti", "--region", NEXT_VILLAGE)
        told = self.sync("s.db", NOT_FINISHED)
        self.assertGreaterEqual(told["held"], 40)
        held = self.admin("held", "list", "--json").lines()
        self.assertEqual({row["record"] for row in held}, set(made))
        self.assertEqual({row["reason"] for row in held}, {"captured_in_former_duty"})
        self.admin("held", "accept", "--all")
        self.everybody()
        for record in made:
            self.gone("s.db", record)
            self.assertIn("name", self.show("t.db", record))

    def test_12_dismissed_and_the_tablet_comes_back_later(self):
        made = self.add("s.db", name="Warga Terakhir")
        device = next(d["device"] for d in self.admin("device", "list", "--json").lines() if d["officer"] == "siti")
        self.admin("device", "revoke", device)
        self.stop_office()
        self.assertEqual(self.tablet("s.db", "sync", "--timeout", "5", "--json").status, NOT_FINISHED)
        self.assertIn("name", self.show("s.db", made))  # the office does not have it yet
        self.start_office()
        for _ in range(2):
            self.assertNotEqual(self.tablet("s.db", "sync", "--json").status, DONE)
        self.assertEqual(self.export("s.db"), "")
        held = self.admin("held", "list", "--json").lines()
        self.assertEqual({row["reason"] for row in held}, {"device_revoked"})
        self.admin("held", "accept", "--all")
        self.everybody(("a.db", "t.db"))
        self.assertEqual(self.show("t.db", made)["name"], "Warga Terakhir")

    def test_15_two_officers_share_a_tablet(self):
        mine = self.add("s.db", name="Warga Siti")
        theirs = self.add("a.db", name="Warga Asep")
        bag = self.path("siti.bag")
        self.ask("s.db", "bag", "export", bag)
        self.ask("a.db", "bag", "carry", bag)
        self.gone("a.db", mine)
        self.sync("a.db")
        for record, name, author in ((mine, "Warga Siti", "siti"), (theirs, "Warga Asep", "asep")):
            self.assertEqual(self.history(record, "name")[name]["author"], author)
        self.everybody()
        self.assertEqual(self.show("t.db", mine)["name"], "Warga Siti")

    def test_30_what_only_few_may_know_leaves_no_trace(self):
        self.admin("officer", "add", "dokter", "--role", "operator", "--region", "32.11", "--compartments", "S0,S1,S2,S3")
        self.enrol("d.db", "dokter")
        names = ("s.db", "a.db", "t.db", "d.db")
        person = self.add("s.db", name="Warga")
        self.everybody(names)
        before = {name: self.ask(name, "status").one() for name in names[:3]}
        secret = self.ask("d.db", "add", "assignment", json.dumps({
            "subject": person, "category": "P16", "list_version": "PPKS-2012", "status": "proposed", "assessed_on": "2026-01-15"})).one()["id"]
        self.ask("d.db", "edit", secret, '{"detail":"terapi berjalan"}')
        self.everybody(names)
        self.assertEqual(self.show("d.db", secret)["category"], "P16")
        self.assertEqual(self.show("d.db", secret)["detail"], "terapi berjalan")
        for name in names[:3]:
            self.gone(name, secret)
            self.assertEqual(self.ask(name, "list", "assignment").lines(), [])
            self.assertEqual(self.ask(name, "search", "terapi").lines(), [])
            self.assertEqual(self.cases(name), [])
            for told in (self.export(name), self.tablet(name, "show", person, "--history", "--json").out):
                self.assertNotIn(secret, told)
                self.assertNotIn("P16", told)
            after = self.ask(name, "status").one()
            for key in ("records", "scopes", "conflicts"):
                self.assertEqual(after[key], before[name][key])
            with open(self.path(name), "rb") as file:
                self.assertNotIn(b"terapi berjalan", file.read())

    def test_a_mixed_up_day_is_seen_at_once_and_decided_together(self):
        people = [self.add("s.db", name="Warga %d" % number, birth_date="1980-02-03") for number in range(3)]
        self.everybody()
        for number, person in enumerate(people):
            self.ask("t.db", "edit", person, json.dumps({"birth_date": {"value": "1990-01-0%d" % (number + 1), "evidence": 4}}))
        self.everybody()
        for person in people:  # by word of mouth, against a photographed card: seen before anybody is asked
            self.ask("a.db", "edit", person, '{"birth_date":"1985-05-05"}')
        foreseen = self.cases("a.db")
        self.assertEqual([case["provisional"] for case in foreseen], [True] * 3)
        self.assertEqual({case["sort"] for case in foreseen}, {"proposal"})
        self.assertEqual(self.show("a.db", people[0])["_disputed"], ["birth_date"])
        self.assertIn("the office has not seen it", self.tablet("a.db", "cases").out)
        self.everybody()
        told = self.cases("a.db")
        self.assertEqual([case["case"] for case in told], [case["case"] for case in foreseen])
        self.assertTrue(all("provisional" not in case for case in told))
        device = next(d["device"] for d in self.admin("device", "list", "--json").lines() if d["officer"] == "asep")
        day = next(civil_day(c["time"]) for c in told[0]["candidates"] if c["value"] == "1985-05-05")
        which = ("decide-day", "--device", device, "--day", day, "--against", "--json")
        self.assertEqual([line["state"] for line in self.admin(*which, "--dry-run").lines()], ["planned"] * 3)
        self.assertEqual([line["state"] for line in self.admin(*which).lines()], ["decided"] * 3)
        self.everybody()
        for name in ("s.db", "a.db", "t.db"):
            self.assertEqual(self.cases(name), [])
            self.assertEqual(self.show(name, people[1])["birth_date"], "1990-01-02")
        # What no tablet holds any more, the office has.
        stamp = self.history(people[1], "birth_date")["1980-02-03"]["stamp"]
        self.refuse(FAILED, "a.db", "restore", people[1], "birth_date", stamp, says="the office can bring it back")
        self.admin("restore-value", people[1], "birth_date", stamp)
        self.everybody()
        self.assertEqual(self.show("a.db", people[1])["birth_date"], "1980-02-03")
        self.admin("verify")


if __name__ == "__main__":
    main()
