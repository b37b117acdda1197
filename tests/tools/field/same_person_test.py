#!/usr/bin/env python3
"""One person recorded twice, by the real programs: who is told, who answers, how it is shown, and taken back."""

import json

from programs import DISTRICT, FAILED, NEXT_VILLAGE, VILLAGE, OfficeCase, main

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

    def test_two_villages_of_one_subdistrict(self):
        first = self.person("siti.db", VILLAGE)
        second = self.person("asep.db", NEXT_VILLAGE, name="St. Aminah", phone="081234567890")
        self.settle("siti.db", "asep.db", "budi.db")
        # The subdistrict's worker sees the pair; neither village sees it, nor the other's record.
        self.assertEqual(self.duplicates("siti.db"), [])
        self.assertEqual(self.duplicates("asep.db"), [])
        self.ask("siti.db", "show", second, status=FAILED)
        case, = self.duplicates("budi.db")
        self.assertEqual(self.of_office(), [case])
        self.assertEqual((case["a"], case["b"]), tuple(sorted((first, second))))
        self.assertEqual(case["level"], "near_certain")
        self.assertIn("same_nik", case["reasons"])
        self.assertIn("NIK sama", case["text"])
        self.assertEqual(case["state"], "proposed")

        # Answered offline, by who may; it comes to the office with the next sync.
        self.assertEqual(self.ask("budi.db", "decide", case["case"], "--same").one(), {"case": case["case"], "state": "same"})
        self.assertEqual(self.duplicates("budi.db"), [])
        self.settle("budi.db")
        self.assertEqual(self.of_office(), [])
        survivor, other = case["a"], case["b"]
        shown = self.ask("budi.db", "show", survivor).one()
        self.assertEqual(shown["_cluster"], {"survivor": survivor, "members": [survivor, other], "as_one": True})
        self.assertEqual(shown["id"], survivor)
        self.assertTrue(shown["_via"])
        self.assertEqual({one["id"] for one in shown["_via"]}, {other})
        self.assertNotIn("_via", self.ask("budi.db", "show", other).one())

        # An edit stays on the record edited, and shows through the survivor.
        editor = "siti.db" if other == first else "asep.db"
        self.ask(editor, "edit", other, '{"occupation":"Petani"}')
        self.settle(editor, "budi.db")
        via = self.ask("budi.db", "show", survivor).one()["_via"]
        self.assertIn({"id": other, "field": "occupation", "value": "Petani"}, via)
        self.assertNotIn("occupation", self.ask("budi.db", "show", survivor).one())

        # Taken back: two records as before.
        self.ask("budi.db", "decide", case["case"], "--undo")
        self.settle("budi.db")
        self.assertNotIn("_cluster", self.ask("budi.db", "show", survivor).one())
        self.assertEqual(len(self.of_office()), 1)
        self.admin("decide", case["case"], "--different")
        self.settle("budi.db")
        self.assertEqual(self.of_office(), [])
        self.assertEqual(self.duplicates("budi.db"), [])

    def test_across_subdistricts_it_is_the_regency_s(self):
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

    def test_one_number_of_two_people(self):
        self.person("siti.db", VILLAGE)
        self.person("asep.db", NEXT_VILLAGE, name="Udin Saepudin", birth_date="1991-02-03", sex="L", mother_name="Enok")
        self.settle("siti.db", "asep.db", "budi.db")
        case, = self.duplicates("budi.db")
        self.assertIn("nik_of_two", case["reasons"])
        self.assertEqual(case["level"], "review")

    def test_a_chain_and_a_contradiction(self):
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
