#!/usr/bin/env python3
"""Scenario 48, with the real programs: the office is restored from a backup, or its folder copied back unnoticed, and
what tablets had uploaded since is on the office again (a health project lost exactly that)."""

import datetime
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DISTRICT, DONE, FAILED, NOT_FINISHED, VILLAGE, OfficeCase, main  # noqa: E402


class Restored(OfficeCase):
    def setUp(self):
        super().setUp()
        self.enrol("a.db", "siti")
        self.enrol("b.db", "asep")
        self.enrol("t.db", "budi")
        self.everybody()

    def everybody(self, names=("a.db", "b.db", "t.db"), rounds=2):
        for _ in range(rounds):
            for name in names:
                self.assertTrue(self.sync(name)["converged"])

    def agree(self, names=("a.db", "b.db", "t.db")):
        self.everybody(names)
        first = self.export(names[0], "--settled", "--stamps")
        for name in names[1:2]:
            self.assertEqual(self.export(name, "--settled", "--stamps"), first)
        office = self.admin("export", "--scope", VILLAGE, "--compartments", "S0", "--stamps").out
        self.assertEqual(office, first)
        self.admin("verify")
        return office

    def backup(self, name):
        path = self.path(name)
        told = self.admin("backup", path, "--json").one()
        self.assertGreater(told["bytes"], 0)
        return path

    def restore(self, path, *words):
        self.stop_office()
        told = self.admin("restore", path, *words, "--json").one()
        self.start_office()
        return told

    def test_what_was_uploaded_after_the_backup_is_on_the_office_again(self):
        old = self.add("a.db", name="Siti Aminah")
        self.everybody()
        backup = self.backup("night.db")
        later = self.add("a.db", name="Wati")
        self.ask("b.db", "edit", old, '{"phone":"0812-3456-7890"}')
        self.everybody()
        self.ask("a.db", "edit", later, '{"name":"Wati Lestari"}')  # a value overwritten since: into history too
        self.everybody()
        told = self.restore(backup)
        self.assertTrue(os.path.isdir(told["aside"]))
        self.assertNotIn(later, self.admin("export").out)
        self.sync("a.db")
        self.assertIn(later, self.admin("export").out)
        office = self.agree()
        self.assertIn("Wati Lestari", office)
        self.assertIn("81234567890", office)
        names = [row["value"] for row in self.admin("history", later, "--json").one() if row["field"] == "name"]
        self.assertIn("Wati", names)
        report = self.admin("restore-report", "--json").one()
        self.assertEqual(len(report["restores"]), 1)
        self.assertTrue(all(d["heard"] for d in report["devices"]))
        self.assertGreaterEqual(sum(d["batches"] for d in report["devices"]), 3)

    def test_a_folder_copied_back_unnoticed_also_twice(self):
        self.add("a.db", name="Siti Aminah")
        self.everybody()
        self.stop_office()
        copy = self.path("copy.db")
        shutil.copyfile(os.path.join(self.data, "office.db"), copy)
        self.start_office()
        made = []
        for round_number in range(2):
            made.append(self.add("b.db", name="Anak %d" % round_number))
            self.everybody()
            self.stop_office()
            for left in ("office.db-wal", "office.db-shm"):
                if os.path.exists(os.path.join(self.data, left)):
                    os.remove(os.path.join(self.data, left))
            shutil.copyfile(copy, os.path.join(self.data, "office.db"))
            self.start_office()
        office = self.agree()
        for person in made:
            self.assertIn(person, office)

    def test_the_log_was_not_copied(self):
        """office.db alone, without the log beside it: the office is as it was at its last checkpoint."""
        made = self.add("a.db", name="Siti Aminah")
        self.everybody()
        self.stop_office(kill=True)
        for left in ("office.db-wal", "office.db-shm"):
            if os.path.exists(os.path.join(self.data, left)):
                os.remove(os.path.join(self.data, left))
        self.assertEqual(self.run_plain("--data", self.data, "verify", program="pendata-admin").status in (DONE, FAILED), True)
        self.start_office()
        self.assertIn(made, self.agree())

    def test_a_lost_tablets_work_comes_back_from_another(self):
        backup = self.backup("night.db")
        made = self.add("a.db", name="Siti Aminah")
        self.everybody()
        self.restore(backup)
        self.everybody(("b.db", "t.db"))
        self.assertIn("Siti Aminah", self.export("t.db"))
        rows = self.admin("history", made, "--json").one()
        self.assertTrue(all(row["path"] == "returned" for row in rows))
        self.assertTrue(all(row["returned_by"] for row in rows))
        report = self.admin("restore-report", "--json").one()
        self.assertGreaterEqual(len(report["missing"]), 1)  # the batch itself is with the lost tablet
        heard = {d["device"] for d in report["devices"] if d["heard"]}
        silent = {d["device"] for d in report["devices"] if not d["heard"]}
        self.assertEqual(len(silent), 1)
        self.assertEqual(set(report["not_heard"]), silent)
        for lost in report["missing"]:
            self.assertTrue(lost["told_by"])
            self.assertLessEqual(set(lost["told_by"]), heard)
        said = self.admin("restore-report").out
        self.assertIn(silent.pop()[:8], said)
        self.agree(("a.db", "b.db", "t.db"))

    def test_the_report_names_what_is_lost_until_its_tablet_comes_back(self):
        """Positions and times of the commits that nobody has brought back, and no others."""
        def moment(text):
            return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

        def now():
            return datetime.datetime.now(datetime.timezone.utc)

        def missing():
            return self.admin("restore-report", "--json").one()["missing"]

        self.add("a.db", name="Sebelum cadangan")
        self.everybody()
        first = self.admin("status", "--json").one()
        backup = self.backup("night.db")
        after_backup = now()
        for name in ("Siti Aminah", "Wati"):
            self.add("a.db", name=name)
            self.everybody()
        last = self.admin("status", "--json").one()
        self.assertEqual(last["sequence"], first["sequence"] + 2)
        self.restore(backup)
        self.assertEqual(missing(), [])  # nobody has told yet
        before_contact = now()
        self.everybody(("b.db", "t.db"))
        lost = missing()
        self.assertEqual(len(lost), 1)
        self.assertEqual((lost[0]["from"], lost[0]["to"]), (first["sequence"] + 1, last["sequence"]))
        self.assertEqual(lost[0]["segment"], last["lineage"])
        # Written after the backup's last commit, and before somebody told of it.
        self.assertLessEqual(moment(lost[0]["since"]), after_backup)
        self.assertGreaterEqual(moment(lost[0]["until"]), before_contact)
        self.assertLessEqual(moment(lost[0]["until"]), now())
        self.sync("a.db")
        self.assertEqual(missing(), [])
        self.agree()

    def test_enrolled_and_revoked_after_the_backup(self):
        backup = self.backup("night.db")
        self.enrol("late.db", "siti")
        self.sync("late.db")
        person = self.add("late.db", name="Siti Aminah")
        self.everybody(("late.db", "a.db", "b.db"))
        lost = next(d["device"] for d in self.admin("device", "list", "--json").lines() if d["officer"] == "asep")
        self.admin("device", "revoke", lost)
        self.assertGreaterEqual(self.restore(backup)["learned"], 2)
        self.everybody(("late.db", "a.db"))
        self.assertIn(person, self.admin("export").out)
        self.assertIn("revoked", self.tablet("b.db", "sync").err)

    def test_restrictions_of_after_the_backup_hold_and_those_lifted_since_do_not_come_back(self):
        old, other = self.add("a.db", name="Siti Aminah"), self.add("a.db", name="Dewi")
        self.everybody()
        self.admin("edit", other, '{"restricted":true}')
        self.everybody()
        backup = self.backup("night.db")
        new = self.add("a.db", name="Wati")
        self.everybody()
        for person in (old, new):
            self.admin("edit", person, '{"restricted":true}')
        self.admin("edit", other, '{"restricted":false}')
        self.everybody()

        def as_before():
            for name in ("b.db", "t.db"):
                held = self.export(name)
                self.assertEqual([person in held for person in (old, new, other)], [False, False, True], name)

        as_before()
        self.assertGreaterEqual(self.restore(backup)["learned"], 2)
        # Whoever comes first is told nothing of her, and the record that only tablets have is no more open when it comes.
        for name in ("b.db", "a.db", "t.db", "b.db", "t.db"):
            self.tablet(name, "sync")
            self.assertNotIn(old, self.export("b.db"))
            self.assertNotIn(new, self.export("b.db"))
        self.admin("held", "accept", "--all")  # the office's own cell of whose restriction was lifted, given back
        self.everybody()
        as_before()
        self.admin("edit", old, '{"restricted":false}')
        self.everybody()
        self.assertIn(old, self.export("b.db"))

    def test_a_restriction_holds_for_what_waited_until_its_officer_was_noted_again(self):
        backup = self.backup("night.db")
        self.admin("officer", "add", "dewi", "--role", "psm", "--region", VILLAGE)
        self.enrol("d.db", "dewi")
        person = self.add("d.db", name="Siti Aminah")
        self.everybody(("d.db", "b.db"))
        self.assertIn(person, self.export("b.db"))
        self.admin("edit", person, '{"restricted":true}')
        self.everybody(("b.db", "d.db"))
        self.assertNotIn(person, self.export("b.db"))
        self.restore(backup)
        self.tablet("d.db", "sync")
        device = next(d["device"] for d in self.admin("device", "list", "--json").lines() if d["officer"] not in ("siti", "asep", "budi"))
        self.admin("officer", "add", "dewi", "--role", "psm", "--region", VILLAGE, "--device", device)
        self.tablet("d.db", "sync")
        self.everybody(("b.db",))
        self.assertIn(person, self.admin("export").out)
        self.assertNotIn(person, self.export("b.db"))
        self.admin("held", "accept", "--all")  # officer and duty as the office had written them, given back
        self.everybody(("d.db", "b.db"))
        self.assertNotIn(person, self.export("b.db"))

    def test_officers_of_after_the_backup_wait_for_acceptance(self):
        backup = self.backup("night.db")
        self.admin("officer", "add", "dewi", "--role", "psm", "--region", VILLAGE)
        self.enrol("d.db", "dewi")
        self.everybody(("d.db", "a.db"))
        person = self.add("d.db", name="Siti Aminah")
        self.everybody(("d.db", "a.db"))
        self.restore(backup)
        self.tablet("d.db", "sync")
        self.assertIn("Siti Aminah", self.export("d.db"))  # nothing is taken from its tablet meanwhile
        self.sync("a.db")
        self.admin("held", "accept", "--all")
        self.everybody(("d.db", "a.db"))
        self.assertIn(person, self.admin("export").out)
        self.assertEqual(self.export("d.db", "--settled", "--stamps"), self.export("a.db", "--settled", "--stamps"))

    def test_a_ledger_never_goes_back(self):
        backup = self.backup("night.db")
        old_ledger = self.path("old-ledger")
        self.admin("ledger", "export", old_ledger)
        self.enrol("late.db", "siti")
        person = self.add("late.db", name="Siti Aminah")
        self.everybody(("late.db", "a.db"))
        new_ledger = self.path("new-ledger")
        self.admin("ledger", "export", new_ledger)
        newer = self.backup("newer.db")
        self.stop_office()
        shutil.copyfile(old_ledger, os.path.join(self.data, "ledger"))
        refused = self.run_plain("--data", self.data, "restore", newer, program="pendata-admin")
        self.assertEqual(refused.status, FAILED)
        self.assertIn("ledger", refused.err)
        self.admin("restore", backup)
        self.start_office()
        self.add("a.db", name="Wati")
        behind = self.tablet("a.db", "sync", "--json")
        self.assertEqual(behind.status, NOT_FINISHED)
        self.assertIn("Wati", self.admin("export").out)  # uploads are taken
        self.admin("ledger", "import", new_ledger)
        self.everybody(("a.db", "late.db"))
        self.assertIn(person, self.admin("export").out)

    def test_the_loss_of_a_ledger_is_accepted(self):
        old_ledger = self.path("old-ledger")
        self.admin("ledger", "export", old_ledger)
        self.enrol("late.db", "siti")
        self.everybody(("late.db", "a.db"))
        self.stop_office()
        shutil.copyfile(old_ledger, os.path.join(self.data, "ledger"))
        self.start_office()
        self.assertEqual(self.tablet("a.db", "sync").status, NOT_FINISHED)
        self.admin("ledger", "accept-loss", "--reason", "disk terbakar")
        self.everybody(("late.db", "a.db"))

    def test_a_restore_refuses_what_it_must(self):
        backup = self.backup("night.db")
        serving = self.run_plain("--data", self.data, "restore", backup, program="pendata-admin")
        self.assertEqual(serving.status, FAILED)
        self.assertIn("running", serving.err)
        self.stop_office()
        before = sorted(os.listdir(self.data))
        with open(backup, "r+b") as file:
            file.seek(os.path.getsize(backup) // 2)
            file.write(b"\0" * 20000)
        damaged = self.run_plain("--data", self.data, "restore", backup, program="pendata-admin")
        self.assertEqual(damaged.status, FAILED)
        absent = self.run_plain("--data", self.data, "restore", self.path("none.db"), program="pendata-admin")
        self.assertEqual(absent.status, FAILED)
        self.assertEqual([n for n in sorted(os.listdir(self.data)) if not n.startswith("office.db-")],
                         [n for n in before if not n.startswith("office.db-")])
        self.start_office()
        self.everybody()

    def test_an_office_without_its_store(self):
        made = self.add("a.db", name="Siti Aminah")
        self.everybody()
        backup = self.backup("night.db")
        self.stop_office()
        for left in os.listdir(self.data):
            if left.startswith("office.db"):
                os.remove(os.path.join(self.data, left))
        self.admin("restore", backup)
        self.start_office()
        self.assertIn(made, self.agree())


if __name__ == "__main__":
    main()
