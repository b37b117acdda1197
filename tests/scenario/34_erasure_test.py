#!/usr/bin/env python3
"""Scenario 34, with the real programs: somebody asks to be erased; an old bag, a backup of before and a tablet that was away
do not bring the record back."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DONE, FAILED, NOT_FINISHED, VILLAGE, WRONG_USE, OfficeCase, main  # noqa: E402

BASIS = "permohonan subjek, UU 27/2022 pasal 8"
NAME = "Rahasia Abadi"


class Erased(OfficeCase):
    def setUp(self):
        super().setUp()
        self.enrol("a.db", "siti")
        self.enrol("t.db", "budi")
        self.person = self.add("a.db", name=NAME)
        self.other = self.add("a.db", name="Wati Lestari")
        self.visit = self.ask("a.db", "add", "visit", '{"subject":"%s","purpose":"census","note":"%s di rumah"}' % (self.person, NAME)).one()["id"]
        self.everybody()

    def everybody(self, told=None):
        """`told`: whose work on somebody erased is lost, and who hears of it, once."""
        for first in (True, False):
            for name in ("a.db", "t.db"):
                hears = first and name == told
                summary = self.sync(name, NOT_FINISHED if hears else DONE)
                self.assertEqual((summary["converged"], summary["held"], summary["refused"]), (True, 0, int(hears)))

    def erase(self, *words, status=0):
        done = self.run_plain("--data", self.data, "erase", *words, "--json", program="pendata-admin")
        self.assertEqual(done.status, status, done.err)
        return done

    def is_gone(self):
        office = self.admin("export").out
        self.assertIn(self.other, office)
        for record in (self.person, self.visit):
            self.assertNotIn(record, office)
            done = self.run_plain("--data", self.data, "history", record, "--json", program="pendata-admin")
            self.assertEqual((done.status, done.out), (FAILED, ""))
            for name in ("a.db", "t.db"):
                self.assertNotIn(record, self.export(name))
        for name in ("a.db", "t.db"):
            self.assertNotIn(self.person, self.ask(name, "search", "Rahasia").out)
        self.assertNotIn(NAME, self.admin("held", "list", "--json").out)
        self.assertEqual(self.export("a.db"), self.admin("export", "--scope", VILLAGE, "--compartments", "S0").out)
        self.admin("verify")

    def test_erased_with_what_follows_while_a_tablet_has_work_on_it(self):
        self.ask("a.db", "edit", self.person, '{"phone":"0812-3456-7890"}')  # not sent yet
        planned = self.erase(self.person, "--legal-basis", BASIS, "--dry-run").one()
        self.assertEqual((planned["erased"], sorted(planned["records"])), (0, sorted([self.person, self.visit])))
        self.assertIn(self.person, self.admin("export").out)
        told = self.erase(self.person, "--legal-basis", BASIS).one()
        self.assertEqual((told["erased"], sorted(told["records"])), (2, sorted([self.person, self.visit])))
        self.everybody(told="a.db")
        self.is_gone()
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 0)
        self.assertIn("nothing", self.erase(self.person, "--legal-basis", BASIS, status=FAILED).err)

    def test_neither_a_backup_nor_a_bag_of_before_brings_it_back(self):
        backup = self.path("night.db")
        self.admin("backup", backup)
        self.ask("a.db", "edit", self.person, '{"phone":"0812-3456-7890"}')
        bag = self.path("old.bag")
        self.ask("a.db", "bag", "export", bag)
        self.erase(self.person, "--legal-basis", BASIS)
        self.everybody(told="a.db")
        self.is_gone()
        self.admin("bag", "import", bag)
        self.everybody()
        self.is_gone()
        self.stop_office()
        self.admin("restore", backup)
        self.start_office()
        self.everybody(told="a.db")
        self.is_gone()

    def test_a_folder_copied_back_without_its_ledger_going_back(self):
        self.stop_office()
        store = os.path.join(self.data, "office.db")
        with open(store, "rb") as file:
            before = file.read()
        self.start_office()
        self.erase(self.person, "--legal-basis", BASIS)
        self.everybody()
        self.stop_office()
        for left in ("office.db-wal", "office.db-shm"):
            if os.path.exists(store + left[len("office.db"):]):
                os.remove(store + left[len("office.db"):])
        with open(store, "wb") as file:
            file.write(before)
        self.start_office()
        self.everybody()
        self.is_gone()

    def test_what_can_not_be_erased_is_said(self):
        self.erase("00000000-0000-7000-8000-000000000000", "--legal-basis", BASIS, status=FAILED)
        self.erase(self.person, "--legal-basis", "", status=FAILED)
        self.erase(self.person, "--legal-basis", "x" * 2000, status=FAILED)
        self.erase(self.person, status=WRONG_USE)
        self.erase("bukan-id", "--legal-basis", BASIS, status=WRONG_USE)
        officer = self.admin("officer", "list", "--json").lines()[0]["officer"]
        self.erase(officer, "--legal-basis", BASIS, status=FAILED)
        self.assertIn(self.person, self.admin("export").out)


if __name__ == "__main__":
    main()
