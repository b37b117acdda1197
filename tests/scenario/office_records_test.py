#!/usr/bin/env python3
"""What only the office writes, by its own commands: programmes and their rules (scenarios 25, 26), successions of regions
(21, 22), a field that no tablet may write; and what it may not write. Real programs, the office a real process."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DISTRICT, DONE, FAILED, NOT_FINISHED, VILLAGE, OfficeCase, main  # noqa: E402

KELURAHAN, DESA, NEW_HALF = "32.11.01.1901", "32.11.01.2901", "32.11.01.2902"


class OfficeRecords(OfficeCase):
    OFFICERS = (("siti", "psm", VILLAGE), ("budi", "tksk", DISTRICT))

    def setUp(self):
        super().setUp()
        self.enrol("s.db", "siti")
        self.enrol("t.db", "budi")

    def everybody(self):
        for name in ("s.db", "t.db", "s.db"):
            self.assertTrue(self.sync(name)["converged"])

    def note(self, kind, **fields):
        return self.admin("add", kind, json.dumps(fields), "--json").one()

    def refused(self, *words):
        done = self.run_plain("--data", self.data, "--lang", "en", *words, program="pendata-admin")
        self.assertEqual(done.status, FAILED, done.err)
        return done.err

    def test_25_26_programmes_and_what_may_not_meet(self):
        fund = self.note("programme", code="BLT-DD", name="BLT Dana Desa", unit="family")["id"]
        rule = {"other": "BLT-DD", "from": "2026-01-01", "verdict": "forbidden", "text_id": "BLT-DD tidak boleh bersama BST", "text_en": "no village fund beside BST"}
        ministry = self.note("programme", code="BST", name="Bantuan Sosial Tunai", overlap_rules=[rule])["id"]
        typed = self.run_plain("--data", self.data, "--json", "add", "programme", "-", program="pendata-admin", stdin=b'{"code":"SEMBAKO","name":"Sembako"}')
        staples = typed.one()["id"]
        self.everybody()
        family = self.ask("s.db", "add", "family", json.dumps({"village": VILLAGE, "address": "Jl. Mawar 1"})).one()["id"]
        self.everybody()
        self.ask("s.db", "add", "aid", json.dumps({"programme": fund, "subject": family, "period": "2026-10", "status": "proposed"}))
        self.ask("s.db", "add", "aid", json.dumps({"programme": staples, "subject": family, "period": "2026-10", "status": "proposed"}))
        # At the other tablet, which does not know of the first.
        self.ask("t.db", "add", "aid", json.dumps({"programme": ministry, "subject": family, "period": "2026-Q4", "status": "proposed"}))
        self.everybody()
        case, = self.ask("t.db", "cases", "--kind", "overlap").lines()
        self.assertEqual(case["text"], rule["text_id"])
        self.assertEqual(len(self.ask("s.db", "list", "aid").lines()), 3)
        # Allowed from now on: the rule is taken away, and nothing is left to ask.
        self.admin("edit", ministry, '{"overlap_rules":null}')
        self.everybody()
        self.assertEqual(self.ask("t.db", "cases", "--kind", "overlap").lines(), [])
        self.assertEqual(self.admin("cases", "--kind", "overlap", "--json").lines(), [])

    def test_21_a_kelurahan_becomes_a_desa_while_its_officer_is_away(self):
        old = self.path("old.csv", "code,parent,name\n%s,%s,Situraja\n" % (KELURAHAN, DISTRICT))
        self.admin("regions", "import", old, "--scheme", "kemendagri", "--vintage", "2025")
        self.admin("officer", "duty", "siti", "--region", KELURAHAN)
        self.everybody()
        waiting = self.add("s.db", name="Warga Lama", village=KELURAHAN)
        new = self.path("new.csv", "code,parent,name\n%s,%s,Situraja\n" % (DESA, DISTRICT))
        self.admin("regions", "import", new, "--scheme", "kemendagri", "--vintage", "2026")
        self.note("succession", change="status", **{"from": [KELURAHAN], "to": [DESA]}, effective_on="2026-10-01", decree="Perda 7/2026")
        self.admin("officer", "duty", "siti", "--region", DESA)
        self.everybody()
        self.assertEqual(self.admin("held", "list", "--json").lines(), [])
        self.assertEqual(self.ask("s.db", "show", waiting).one()["village"], KELURAHAN)
        later = self.add("s.db", name="Warga Baru", village=DESA)
        self.everybody()
        self.assertEqual(self.ask("t.db", "show", later).one()["village"], DESA)
        self.admin("verify")

    def test_22_a_village_is_split_by_rw_and_rt_and_the_rest_is_the_tksk_s(self):
        def person(name, **where):
            return self.add("s.db", name=name, **where)

        stays, goes = person("Warga Selatan", rw="1", rt="2"), person("Warga Utara", rw="03", rt="1")
        corner, unknown = person("Warga Sudut", rw="1", rt="04"), person("Warga Tanpa RW")
        family = self.ask("s.db", "add", "family", json.dumps({"village": VILLAGE, "rw": "3"})).one()["id"]
        visit = self.ask("s.db", "add", "visit", json.dumps({"subject": goes, "purpose": "census", "note": "di rumah"})).one()["id"]
        self.everybody()
        file = self.path("new.csv", "code,parent,name\n%s,%s,Cikareo Utara\n" % (NEW_HALF, DISTRICT))
        self.admin("regions", "import", file, "--scheme", "kemendagri", "--vintage", "2026")
        # RW 3 and one RT of RW 1 became a village; the PSM has the new half, and collects under the old code meanwhile.
        late = person("Warga Terlambat", rw="003")
        self.note("succession", change="split", **{"from": [VILLAGE], "to": [VILLAGE, NEW_HALF]}, effective_on="2026-10-01", decree="Perda 9/2026",
                  parts=[{"from": VILLAGE, "rw": "3", "rt": "-", "to": NEW_HALF}, {"from": VILLAGE, "rw": "1", "rt": "4", "to": NEW_HALF},
                         {"from": VILLAGE, "rw": "1", "rt": "-", "to": VILLAGE}])
        self.admin("officer", "duty", "siti", "--region", NEW_HALF)
        self.sync("s.db", NOT_FINISHED)
        self.assertEqual({row["record"] for row in self.admin("held", "list", "--json").lines()}, {late})
        self.admin("held", "accept", "--all")
        self.everybody()
        self.assertEqual(self.export("s.db", "--kind", "person"), "")

        def split(*words, status):
            done = self.run_plain("--data", self.data, "--json", "split", VILLAGE, *words, program="pendata-admin")
            self.assertEqual(done.status, status, done.err)
            return {line["record"]: (line["state"], line.get("to")) for line in done.lines()}

        moved = {goes, corner, family, late}
        wanted = {**{record: ("planned", NEW_HALF) for record in moved}, stays: ("stays", VILLAGE), unknown: ("left", None)}
        self.assertEqual(split("--dry-run", status=NOT_FINISHED), wanted)
        self.assertEqual(split(status=NOT_FINISHED), {**wanted, **{record: ("moved", NEW_HALF) for record in moved}})
        self.everybody()
        # The new half's PSM holds what went there, with what follows it; the rest stays with the TKSK, who is asked.
        held = {row["id"] for row in map(json.loads, self.export("s.db").splitlines()) if row["kind"] in ("person", "family", "visit")}
        self.assertEqual(held, moved | {visit})
        shown = self.ask("s.db", "show", corner).one()
        self.assertEqual((shown["village"], shown["rw"], shown["rt"]), (NEW_HALF, "1", "04"))
        self.assertEqual(split(status=NOT_FINISHED), {stays: ("stays", VILLAGE), unknown: ("left", None)})
        self.ask("t.db", "edit", unknown, json.dumps({"village": NEW_HALF}), "--change", "--effective", "2026-10-01")
        self.everybody()
        self.assertEqual(split(status=DONE), {stays: ("stays", VILLAGE)})
        self.assertEqual(self.ask("s.db", "show", unknown).one()["name"], "Warga Tanpa RW")
        values = [row["value"] for row in self.admin("history", goes, "--json").one() if row["field"] == "village"]
        self.assertEqual(set(values), {VILLAGE, NEW_HALF})
        self.admin("verify")

    def test_what_the_office_may_write_and_what_not(self):
        person = self.add("s.db", name="Siti Aminah")
        self.everybody()
        told = self.admin("edit", person, '{"restricted":true}', "--json").one()
        self.assertEqual((told["id"], told["changed"]), (person, ["restricted"]))
        self.assertEqual(self.admin("edit", person, '{"restricted":true}', "--json").one()["changed"], [])
        row, = [row for row in self.admin("history", person, "--json").one() if row["field"] == "restricted"]
        self.assertEqual((row["value"], row["rule"]), (True, "current"))
        # Away from the tablets; work on it waits, and settles by itself when the restriction ends.
        self.ask("s.db", "edit", person, '{"phone":"081300000001"}')
        self.sync("s.db", NOT_FINISHED)
        self.sync("t.db")
        self.assertEqual(self.tablet("t.db", "show", person, "--json").status, FAILED)
        held, = self.admin("held", "list", "--json").lines()
        self.assertEqual((held["record"], held["reason"]), (person, "captured_in_former_duty"))
        self.admin("edit", person, '{"restricted":false}')
        self.assertEqual(self.admin("held", "list", "--json").lines(), [])
        self.everybody()
        self.assertEqual(self.ask("t.db", "show", person).one()["phone"], "081300000001")
        self.assertIn("tablets", self.refused("edit", person, '{"phone":"081234567890"}'))
        self.assertIn("tablets", self.refused("add", "person", '{"name":"Wati"}'))
        self.assertIn("officer", self.refused("add", "officer", '{"name":"wati"}'))
        self.assertIn("code", self.refused("add", "programme", '{"name":"Tanpa Kode"}'))
        self.assertIn("nothing", self.refused("add", "nothing", "{}"))
        self.assertIn("change", self.refused("add", "succession", json.dumps({"change": "sold", "from": [VILLAGE], "effective_on": "2026-10-01"})))
        self.assertIn("effective_on", self.refused("add", "succession", json.dumps({"change": "status", "from": [VILLAGE]})))
        self.refused("add", "programme", '{"code":"A","name":')
        self.refused("add", "programme", '{"code":"A","name":"B","unknown":1}')
        self.refused("edit", "0190a000-0000-7000-8000-000000000000", '{"restricted":true}')
        self.assertNotIn('"A"', json.dumps(self.admin("export", "--kind", "programme").lines()))


if __name__ == "__main__":
    main()
