#!/usr/bin/env python3
"""Scenarios 1, 2, 3, 9, 35, 36 and 37 by hand: one person, or family, recorded twice, who is told, who answers, how it is shown, and taken
back. Each step is a command of the real programs, the office a real process."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DISTRICT, FAILED, NEXT_VILLAGE, VILLAGE, OfficeCase, main  # noqa: E402

FAR_VILLAGE, FAR_DISTRICT = "32.11.02.2001", "32.11.02"
SITI = {"name": "Siti Aminah", "nik": "3211014508720003", "birth_date": "1972-08-05", "sex": "P", "mother_name": "Rukmini"}


class SamePerson(OfficeCase):
    OFFICERS = (("siti", "psm", VILLAGE), ("asep", "psm", NEXT_VILLAGE), ("jauh", "psm", FAR_VILLAGE), ("budi", "tksk", DISTRICT),
                ("dewi", "tksk", FAR_DISTRICT))

    def setUp(self):
        super().setUp()
        for officer in ("siti", "asep", "budi"):
            self.enrol(officer + ".db", officer)
            self.sync(officer + ".db")

    def person(self, tablet, village, **other):
        fields = {**SITI, "village": village, **other}
        return self.ask(tablet, "add", "person", json.dumps({name: value for name, value in fields.items() if value})).one()["id"]

    def settle(self, *tablets):
        """What was collected goes up, the office looks, and everybody hears of it."""
        for tablet in tablets:
            self.sync(tablet)
        self.admin("match")
        for tablet in tablets:
            self.assertTrue(self.sync(tablet)["converged"])

    def duplicates(self, tablet):
        return self.ask(tablet, "cases", "--kind", "duplicate").lines()

    def of_office(self):
        return self.admin("cases", "--kind", "duplicate", "--json").lines()

    def visit(self, tablet, subject, note):
        return self.ask(tablet, "add", "visit", json.dumps({"subject": subject, "purpose": "census", "note": note})).one()["id"]

    def two_records(self):
        """Of two villages, each with a visit, collected without a network; the TKSK has heard of the pair."""
        first = self.person("siti.db", VILLAGE)
        second = self.person("asep.db", NEXT_VILLAGE, name="St. Aminah", phone="081234567890")
        self.visits = {self.visit("siti.db", first, "di rumah"): first, self.visit("asep.db", second, "di sawah"): second}
        self.settle("siti.db", "asep.db", "budi.db")
        case, = self.duplicates("budi.db")
        return first, second, case

    def test_01_two_villages_of_one_subdistrict(self):
        first, second, case = self.two_records()
        # The subdistrict's worker sees the pair; neither village sees it, nor the other's record.
        self.assertEqual(self.duplicates("siti.db"), [])
        self.assertEqual(self.duplicates("asep.db"), [])
        self.ask("siti.db", "show", second, status=FAILED)
        self.ask("asep.db", "show", first, status=FAILED)
        self.assertEqual(self.of_office(), [case])
        self.assertEqual((case["a"], case["b"]), tuple(sorted((first, second))))
        self.assertEqual(case["level"], "near_certain")
        self.assertIn("same_nik", case["reasons"])
        self.assertIn("NIK sama", case["text"])
        self.assertEqual(case["state"], "proposed")

        # Answered offline, by who may; it comes to the office with the next sync.
        self.assertEqual(self.ask("budi.db", "decide", case["case"], "--same").one(), {"case": case["case"], "state": "same"})
        self.assertEqual(self.duplicates("budi.db"), [])
        self.settle("siti.db", "asep.db", "budi.db")
        self.assertEqual(self.of_office(), [])
        survivor, other = case["a"], case["b"]
        shown = self.ask("budi.db", "show", survivor).one()
        self.assertEqual(shown["_cluster"], {"survivor": survivor, "members": [survivor, other], "as_one": True})
        self.assertEqual(shown["id"], survivor)
        self.assertEqual({one["id"] for one in shown["_via"]}, {other})
        self.assertNotIn("_via", self.ask("budi.db", "show", other).one())
        # One person with two visits, two records kept, and each village has its own.
        self.assertEqual(self.subjects("budi.db"), self.visits)
        self.assertEqual([row["id"] for row in self.ask("siti.db", "list", "person").lines()], [first])
        self.assertEqual([row["id"] for row in self.ask("asep.db", "list", "person").lines()], [second])
        self.admin("verify")

    def subjects(self, tablet):
        return {visit["id"]: visit["subject"] for visit in self.ask(tablet, "list", "visit").lines()}

    def test_36_an_edit_stays_on_the_record_edited_and_shows_through_the_survivor(self):
        first, _, case = self.two_records()
        self.admin("decide", case["case"], "--same")
        survivor, other = case["a"], case["b"]
        editor = "siti.db" if other == first else "asep.db"
        self.ask(editor, "edit", other, '{"occupation":"Petani"}')
        self.settle(editor, "budi.db")
        shown = self.ask("budi.db", "show", survivor).one()
        self.assertIn({"id": other, "field": "occupation", "value": "Petani"}, shown["_via"])
        self.assertNotIn("occupation", shown)

    def test_35_a_wrong_merge_is_taken_back_and_later_visits_stay_where_they_were_made(self):
        first, second, case = self.two_records()
        self.ask("budi.db", "decide", case["case"], "--same")
        self.settle("siti.db", "asep.db", "budi.db")
        # Work goes on while both are one: a visit on each, and an edit.
        self.visits[self.visit("siti.db", first, "lagi di rumah")] = first
        self.visits[self.visit("asep.db", second, "lagi di sawah")] = second
        self.visits[self.visit("budi.db", second, "diperiksa TKSK")] = second
        self.ask("asep.db", "edit", second, '{"occupation":"Petani"}')
        self.settle("siti.db", "asep.db", "budi.db")
        self.assertTrue(self.ask("budi.db", "show", second).one()["_cluster"]["as_one"])

        # Found wrong, offline: two records as before, the pair is asked about again until somebody answers.
        self.ask("budi.db", "decide", case["case"], "--undo")
        self.assertNotIn("_cluster", self.ask("budi.db", "show", first).one())
        self.settle("siti.db", "asep.db", "budi.db")
        again, = self.of_office()
        self.assertEqual((again["case"], again["state"]), (case["case"], "proposed"))
        self.admin("decide", case["case"], "--different")
        self.settle("siti.db", "asep.db", "budi.db")
        self.assertEqual(self.of_office(), [])
        self.assertEqual(self.duplicates("budi.db"), [])
        self.assertEqual(self.subjects("budi.db"), self.visits)
        for record, occupation in ((first, None), (second, "Petani")):
            shown = self.ask("budi.db", "show", record).one()
            self.assertNotIn("_cluster", shown)
            self.assertEqual(shown.get("occupation"), occupation)
        self.assertEqual(self.subjects("siti.db"), {visit: of for visit, of in self.visits.items() if of == first})
        # Who answered what, and when, stays in the history.
        said = [row["value"] for row in self.admin("history", case["case"], "--json").one() if row["field"] == "state"]
        self.assertEqual(set(said), {"proposed", "same", "different"})
        self.admin("verify")

    def test_03_across_subdistricts_it_is_the_regency_s(self):
        for officer in ("jauh", "dewi"):
            self.enrol(officer + ".db", officer)
        self.person("siti.db", VILLAGE)
        self.person("jauh.db", FAR_VILLAGE, nik=None, no_nik_reason="not_remembered")
        self.settle("siti.db", "jauh.db", "budi.db", "dewi.db")
        for tablet in ("siti.db", "jauh.db", "budi.db", "dewi.db"):
            self.assertEqual(self.duplicates(tablet), [])
        case, = self.of_office()
        self.assertIn("same_mother", case["reasons"])
        self.admin("decide", case["case"], "--same")
        self.assertEqual(self.of_office(), [])

    def test_09_a_family_that_moved_is_found_by_its_card(self):
        for officer in ("jauh", "dewi"):
            self.enrol(officer + ".db", officer)
        card = {"kk_number": "3211010101200001"}
        old = self.ask("siti.db", "add", "family", json.dumps({**card, "village": VILLAGE, "address": "Jl. Mawar 1"})).one()["id"]
        self.ask("siti.db", "add", "family", json.dumps({"kk_number": "3211010101200002", "village": VILLAGE}))
        everybody = ("siti.db", "budi.db", "jauh.db", "dewi.db")
        self.settle(*everybody)
        new = self.ask("jauh.db", "add", "family", json.dumps({**card, "village": FAR_VILLAGE, "address": "Jl. Melati 9"})).one()["id"]
        self.settle(*everybody)
        # Of two kecamatan: the Dinas alone is asked, until the TKSK marks the old one as moved.
        case, = self.of_office()
        self.assertEqual(({case["a"], case["b"]}, case["level"], case["reasons"]), ({old, new}, "review", ["same_kk"]))
        self.assertEqual(self.duplicates("budi.db"), [])
        self.ask("budi.db", "edit", old, json.dumps({"village": FAR_VILLAGE}), "--change", "--effective", "2026-09-01")
        self.settle(*everybody, "budi.db")
        self.assertEqual([one["case"] for one in self.duplicates("dewi.db")], [case["case"]])
        self.ask("dewi.db", "decide", case["case"], "--same")
        self.settle(*everybody)
        self.assertEqual(self.of_office(), [])
        for family in (old, new):
            self.ask("budi.db", "show", family, status=FAILED)
            self.assertTrue(self.ask("dewi.db", "show", family).one()["_cluster"]["as_one"])
        spans = [row["value"] for row in self.admin("history", old, "--json").one() if row["field"] == "village"]
        self.assertEqual(set(spans), {VILLAGE, FAR_VILLAGE})
        self.admin("verify")

    def test_02_one_number_of_two_people(self):
        self.person("siti.db", VILLAGE)
        self.person("asep.db", NEXT_VILLAGE, name="Udin Saepudin", birth_date="1991-02-03", sex="L", mother_name="Enok")
        self.settle("siti.db", "asep.db", "budi.db")
        case, = self.duplicates("budi.db")
        self.assertIn("nik_of_two", case["reasons"])
        self.assertEqual(case["level"], "review")

    def test_37_a_chain_and_a_contradiction(self):
        # Taken one by one, offline, at the office and on a tablet: a same b, b same c; then a is not c.
        a = self.person("siti.db", VILLAGE)
        b = self.person("siti.db", VILLAGE, name="Siti Amina")
        c = self.person("siti.db", VILLAGE, name="St Aminah")
        self.settle("siti.db", "budi.db")
        cases = {frozenset((case["a"], case["b"])): case["case"] for case in self.duplicates("budi.db")}
        self.assertEqual(len(cases), 3)
        self.ask("budi.db", "decide", cases[frozenset((b, c))], "--same")
        self.admin("decide", cases[frozenset((a, b))], "--same")
        self.settle("budi.db")
        members = sorted((a, b, c))
        self.assertEqual(self.ask("budi.db", "show", c).one()["_cluster"],
                         {"survivor": members[0], "members": members, "as_one": True})
        self.ask("budi.db", "decide", cases[frozenset((a, c))], "--different")
        self.settle("budi.db")
        shown = self.ask("budi.db", "show", members[0]).one()
        self.assertFalse(shown["_cluster"]["as_one"])
        self.assertNotIn("_via", shown)
        case, = self.of_office()
        self.assertEqual(case["cluster"]["contradicted"], [sorted((a, c))])
        self.assertEqual(self.duplicates("budi.db"), [case])

    def test_who_changed_is_looked_at_again_and_a_census_taker_does_not_answer(self):
        self.person("siti.db", VILLAGE)
        second = self.person("siti.db", VILLAGE, name="Siti Amina")
        self.settle("siti.db")
        case, = self.duplicates("siti.db")
        self.refuse(FAILED, "siti.db", "decide", case["case"], "--same", says="no right")
        self.ask("siti.db", "edit", second, json.dumps({"name": "Kokom Komariah", "nik": "3211011203600001", "birth_date": "1960-03-12",
                                                        "sex": "L", "mother_name": "Enok"}))
        self.settle("siti.db")
        self.assertEqual(self.duplicates("siti.db"), [])
        self.assertEqual(self.of_office(), [])

    def test_killed_and_restored_the_office_looks_again(self):
        self.person("siti.db", VILLAGE)
        self.sync("siti.db")
        backup = self.path("backup.pd")
        self.admin("backup", backup)
        self.person("siti.db", VILLAGE, name="Siti Amina")
        self.sync("siti.db")
        self.stop_office(kill=True)
        self.start_office()
        self.admin("match")
        case, = self.of_office()
        self.stop_office()
        self.admin("restore", backup)
        self.start_office()
        self.admin("match")
        self.assertEqual(self.of_office(), [])
        self.sync("siti.db")
        self.admin("match")
        again, = self.of_office()
        self.assertEqual(again["case"], case["case"])


if __name__ == "__main__":
    main()
