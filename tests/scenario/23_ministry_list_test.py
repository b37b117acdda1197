#!/usr/bin/env python3
"""Scenarios 23 and 24, with the real programs: a ministry's list with masked NIKs is taken in as candidates, uploaded again
cut and corrected; two importers at once meet the same people; somebody of a list is erased by law."""

import hashlib
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DONE, FAILED, NOT_FINISHED, VILLAGE, WRONG_USE, OfficeCase, main, paths  # noqa: E402

ROWS = 33250
FIRST = "Siti Budi Ani Dewi Asep Cecep Euis Neneng Ujang Wati Rina Dadan Iis Yayah Maman".split()
LAST = "Lestari Abadi Hidayat Rahayu Suryana Kurnia Permana Nurjanah Solihin Mulyani".split()
TITLES = ["No", "ID_KPM", "NIK", "Nama Penerima", "Tgl Lahir", "JK", "Alamat", "Kode Desa", "Nominal"]
KNOWN = 40  # of them the office has recorded

SITI = {"name": "Siti Aminah", "nik": "3211016001850003", "birth_date": "1985-01-20", "sex": "P", "mother_name": "Onah"}


def person_of(number):
    """A person of the list, the same in each version: born on a day of their own."""
    year, month, day = 1940 + number % 61, 1 + number // 61 % 12, 1 + number // 732 % 28
    woman = number % 2 == 1
    nik = "321101%02d%02d%02d%04d" % (day + 40 * woman, month, year % 100, 1 + number // 20496)
    return {"nik": nik, "name": "%s %s %d" % (FIRST[number % 15], LAST[number // 15 % 10], number), "sex": "P" if woman else "L",
            "birth_date": "%04d-%02d-%02d" % (year, month, day)}


def row_of(number, mended=False):
    one = person_of(number)
    year, month, day = one["birth_date"].split("-")
    name = one["name"].replace(" %d" % number, "") + chr(65 + number % 26) * (number % 2)
    address = "\"Kp. \"\"Mekar\"\" %d; RT 1%s\"" % (number % 90, " (diperbaiki)" if mended else "")
    return ";".join([str(number + 1), "K%d" % number, one["nik"][:12] + "XXXX", name, "%s/%s/%s" % (day, month, year), one["sex"], address,
                     VILLAGE, "600000"])


def list_of(rows, first=0):
    return "\ufeff" + ";".join(TITLES) + "\r\n" + "".join(row + "\r\n" for row in rows[first:])


class MinistryList(OfficeCase):
    def setUp(self):
        super().setUp()
        self.enrol("a.db", "siti")

    def collect(self, people):
        """Persons recorded at a tablet and settled at the office, with the village and the list's spelling of the name."""
        for one in people:
            self.add("a.db", **one)
        self.assertTrue(self.sync("a.db")["converged"])

    def take(self, file, source, *words, status=DONE):
        done = self.run_plain("--data", self.data, "list", "import", file, "--source", source, *words, "--json", program="pendata-admin")
        self.assertEqual(done.status, status, done.err)
        return done.one() if done.out else done

    def versions(self, source):
        return [(one["version"], one["state"], one["rows"]) for one in self.admin("list", "show", source, "--json").lines()]

    def rows(self, source, *words):
        return self.admin("list", "rows", source, *words, "--json").lines()

    def decide(self, source, row, *words, status=DONE):
        done = self.run_plain("--data", self.data, "list", "decide", source, row, *words, "--json", program="pendata-admin")
        self.assertEqual(done.status, status, done.err)
        return done

    def test_a_masked_list_cut_and_corrected(self):
        people = [person_of(number) for number in range(KNOWN)]
        for number, one in enumerate(people):
            one["name"] = row_of(number).split(";")[3]
        self.collect(people)
        rows = [row_of(number) for number in range(ROWS)]
        whole = self.path("bnba.csv", list_of(rows))
        before = self.admin("export").out
        first = self.take(whole, "BNBA-PKH", "--programme", "PKH", "--period", "2026-Q4", "--rows", ROWS)
        self.assertLess(first["seconds"], 60)
        self.assertEqual((first["state"], first["rows"], first["new"], first["active"]), ("active", ROWS, True, 1))
        self.assertEqual(first["certain"] + first["review"] + first["none"], ROWS)
        self.assertGreaterEqual(first["certain"] + first["review"], KNOWN)
        self.assertEqual(self.admin("export").out, before, "a row makes and changes no record")
        certain = self.rows("BNBA-PKH", "--linked", "certain", "--limit", "100")
        self.assertTrue(certain)
        for one in certain:
            self.assertIn("nik_shown_same", one["candidates"][0]["reasons"])
            self.assertNotIn("same_nik", one["candidates"][0]["reasons"], "a masked NIK is never equality")

        again = self.take(whole, "BNBA-PKH")
        self.assertEqual((again["version"], again["new"], again["state"]), (1, False, "active"))

        # An answer of a person, to be kept.
        row = self.rows("BNBA-PKH", "--linked", "none", "--limit", "1")[0]["row"]
        somebody = certain[0]["person"]
        self.assertEqual(self.decide("BNBA-PKH", row, "--person", somebody).one()["linked"], "certain")
        nobody = certain[1]["row"]
        self.assertEqual(self.decide("BNBA-PKH", nobody, "--none").one()["linked"], "none")

        self.cut_in_five_ways_and_right(rows=[row, nobody], somebody=somebody)
        self.verified_backed_up_restored()

    def cut_in_five_ways_and_right(self, rows, somebody):
        mended = [row_of(number, number % 100 == 7) for number in range(ROWS)]
        text = list_of(mended)
        shorter = list_of(mended[:29000])
        cut_row = text[:len(text) * 3 // 4].rsplit("\n", 1)[0] + "\n33000;K3"
        refused = self.take(self.path("cut1.csv", shorter), "BNBA-PKH", status=NOT_FINISHED)
        self.assertEqual((refused["state"], refused["refused"], refused["active"]), ("refused", "fewer", 1))
        told = self.take(self.path("cut2.csv", cut_row), "BNBA-PKH", status=FAILED)
        self.assertIn("column 2", told.err)
        refused = self.take(self.path("cut3.csv", text[:-2]), "BNBA-PKH", status=NOT_FINISHED)
        self.assertEqual(refused["refused"], "cut_end")
        lost = list_of(mended[:-3])
        refused = self.take(self.path("cut4.csv", lost), "BNBA-PKH", "--rows", ROWS, status=NOT_FINISHED)
        self.assertEqual(refused["refused"], "other_rows")
        right = hashlib.sha256(text.encode()).hexdigest()
        refused = self.take(self.path("cut5.csv", list_of(mended[:-1])), "BNBA-PKH", "--sha256", right, status=NOT_FINISHED)
        self.assertEqual(refused["refused"], "other_hash")
        self.assertEqual(self.versions("BNBA-PKH")[0], (1, "active", ROWS))

        # The right one; meanwhile the office knows one person more.
        late = person_of(5000)
        late["name"] = row_of(5000).split(";")[3]
        self.collect([late])
        passed = self.take(self.path("right.csv", text), "BNBA-PKH", "--sha256", right)
        self.assertEqual((passed["state"], passed["version"], passed["active"], passed["decided"]), ("active", 6, 6, 2))
        self.assertEqual([one["state"] for one in self.admin("list", "show", "BNBA-PKH", "--json").lines()],
                         ["superseded", "refused", "refused", "refused", "refused", "active"])
        self.assertIn(self.rows("BNBA-PKH", "--limit", ROWS)[5000]["linked"], ("certain", "review"), "links are looked up anew")
        kept = {one["row"]: one for one in self.rows("BNBA-PKH", "--limit", ROWS) if one["decided"]}
        self.assertEqual((kept[rows[0]]["person"], kept[rows[1]]["linked"]), (somebody, "none"))
        self.assertEqual(len(self.rows("BNBA-PKH", "--version", "1", "--limit", ROWS)), ROWS, "nothing is deleted")

    def verified_backed_up_restored(self):
        counted = self.admin("verify", "--json").one()
        self.assertEqual((counted["ok"], counted["lists"], counted["list_rows"]), (True, 6, sum(v[2] for v in self.versions("BNBA-PKH"))))
        before = self.admin("list", "show", "BNBA-PKH", "--json").out
        backup = self.path("night.db")
        self.admin("backup", backup)
        self.stop_office()
        self.admin("restore", backup)
        self.assertEqual(self.admin("list", "show", "BNBA-PKH", "--json").out, before)

    def test_two_importers_meet_the_same_nik(self):
        self.collect([SITI])
        for running in (True, False):
            if not running:
                self.stop_office()
            words = {}
            for source in ("BST", "BLT"):
                name = "%s-%s" % (source, running)
                rows = "".join("%s,%s,%s,%s,%s\n" % ("%d-%s" % (i, name), *person) for i, person in enumerate(
                    [("3211016001850003", "Siti Aminah", "1985-01-20", VILLAGE)] + [(p["nik"], p["name"], p["birth_date"], VILLAGE)
                                                                                     for p in map(person_of, range(3000))]))
                words[name] = self.path(name + ".csv", "id_bnba,nik,nama,tgl_lahir,kode_desa\n" + rows)
            command = [paths["pendata-admin"], "--data", self.data, "list", "import"]
            both = [subprocess.Popen([*command, file, "--source", name, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                    for name, file in words.items()]
            told = []
            for one in both:
                out, err = one.communicate(timeout=120)
                self.assertEqual(one.returncode, DONE, err)
                told.append(json.loads(out))
            self.assertEqual([(one["state"], one["rows"], one["version"]) for one in told], [("active", 3001, 1)] * 2)
            linked = [self.rows(name, "--linked", "certain") for name in words]
            self.assertEqual([len(rows) for rows in linked], [1, 1], "one person, two source rows")
            self.assertEqual(linked[0][0]["person"], linked[1][0]["person"])
            self.assertIn("same_nik", linked[0][0]["candidates"][0]["reasons"])
        self.assertEqual(self.admin("export", "--kind", "person").out.count("\n"), 1)
        # The same file by two processes at once: one version.
        file = self.path("same.csv", "nama\nWati Lestari\nDadan Hidayat\n")
        both = [subprocess.Popen([*command, file, "--source", "SAMA", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(2)]
        told = [json.loads(one.communicate(timeout=60)[0]) for one in both]
        self.assertEqual(sorted(one["new"] for one in told), [False, True])
        self.assertEqual(self.versions("SAMA"), [(1, "active", 2)])

    def test_bad_files_name_line_and_column_and_leave_nothing(self):
        for text, words in (("", "the file is empty"), ("nik,alamat\n", "no column holds the name"), ("nik,nama\n1\n", "row 2, column 1: fewer than 2"),
                            ("nik,nama\n1,a,b\n", "row 2, column 3: more than 2"), ("nik;nama\n1;\"Siti\n", "row 2, column 2: quotes are not closed"),
                            (b"nama\n\xff\n", "row 2, column 1: not UTF-8"), ("nama,nik\nSiti,3.21101E+15\n", "row 2, column 2 (nik): a spreadsheet")):
            done = self.take(self.path("bad.csv", text), "BURUK", status=FAILED)
            self.assertIn(words, done.err)
        self.assertEqual(self.admin("list", "status", "--json").out, "")
        self.take(self.path("nothing.csv"), "BURUK", status=FAILED)
        self.take(self.path("good.csv", "nama\nSiti\n"), " ", status=FAILED)
        self.take(self.path("good.csv"), "BAIK", "--sha256", "12", status=WRONG_USE)
        rounded = "nama,nik\n" + "".join("Siti %d,32110101019000%d0\n" % (i, i) for i in range(9)) + "Budi,3211010101900011\n"
        self.assertEqual(self.take(self.path("rounded.csv", rounded), "BULAT", status=NOT_FINISHED)["refused"], "rounded")
        odd = self.take(self.path("odd.csv", "nama,nik,tgl_lahir\nSiti,123,kemarin\n,,\nBudi,,\n"), "ANEH")
        self.assertEqual((odd["rows"], odd["unread"]), (2, {"birth_date": 1, "nik": 1}))
        two = self.path("two.csv", "nama_kpm,nama_pengurus\nSiti,Budi\n")
        self.assertIn("--column name=", self.take(two, "DUA", status=FAILED).err)
        self.assertEqual(self.take(two, "DUA", "--column", "name=nama_pengurus")["rows"], 1)
        self.take(two, "DUA", "--column", "nama", status=WRONG_USE)
        self.decide("ANEH", 1, "--person", "00000000-0000-7000-8000-000000000000", status=FAILED)
        self.decide("ANEH", 99, "--none", status=FAILED)
        self.decide("TIDAK-ADA", 1, "--none", status=FAILED)
        self.decide("ANEH", 1, status=WRONG_USE)
        self.decide("ANEH", 1, "--none")
        self.decide("ANEH", 1, "--none", status=FAILED)
        self.assertEqual(self.decide("ANEH", 1, "--undo").one()["decided"], False)

    def test_erased_by_law_out_of_every_version_and_not_back(self):
        head = "id_bnba,nik,nama,tgl_lahir,kode_desa\n"
        siti, other = "7,321101600185XXXX,Siti Aminah,20/01/1985,%s\n" % VILLAGE, "8,,Wati Lestari,,%s\n" % VILLAGE
        files = [self.path("%d.csv" % i, head + text) for i, text in enumerate((siti + other, siti + other + "9,,Dadan,,\n"))]
        for file in files:  # before she was recorded: no row is linked
            self.take(file, "BNBA")
        earliest = self.path("earliest.db")
        self.admin("backup", earliest)
        self.collect([SITI])
        person = json.loads(self.admin("export", "--kind", "person").out)["id"]
        backup = self.path("before.db")
        self.admin("backup", backup)
        erased = self.admin("erase", person, "--legal-basis", "permohonan subjek", "--json").one()
        self.assertIn(person, erased["records"])
        for version in ("1", "2"):
            rows = self.rows("BNBA", "--version", version)
            self.assertEqual([(one["erased"], one["fields"] == {}) for one in rows[:2]], [(True, True), (False, False)])
        back = self.take(self.path("3.csv", head + siti.replace("Siti Aminah", "Siti A.") + other + "9,,Dadan,,\n"), "BNBA")
        self.assertEqual((back["state"], back["erased"]), ("active", 1))
        self.stop_office()
        with open(os.path.join(self.data, "office.db"), "rb") as file:
            self.assertNotIn(b"Siti A", file.read())
        self.assertTrue(self.admin("verify", "--json").one()["ok"])
        with open(self.path("office.log")) as log:
            self.assertNotIn("Siti", log.read())
        # A backup of before has the person and the rows, unlinked: both go in the restore. So do rows of a backup that is
        # older than the person.
        for older in (backup, earliest):
            self.admin("restore", older)
            for version in ("1", "2"):
                self.assertTrue(self.rows("BNBA", "--version", version)[0]["erased"])
            back = self.take(self.path("4.csv", head + "x" + siti + other + "9,,Dadan,,\n"), "BNBA")
            self.assertEqual((back["state"], back["erased"]), ("active", 1))

    def test_records_answered_to_be_one_person_are_one_candidate(self):
        self.collect([SITI, {**SITI, "name": "Siti Aminah binti Onah"}])
        self.admin("match")
        file = self.path("1.csv", "nama,nik,tgl_lahir,kode_desa,nama_ibu\nSiti Aminah,321101600185XXXX,1985-01-20,%s,Onah\n" % VILLAGE)
        self.assertEqual(self.take(file, "BNBA")["review"], 1)
        case = self.admin("cases", "--kind", "duplicate", "--json").lines()[0]["case"]
        self.admin("decide", case, "--same")
        told = self.admin("list", "match", "BNBA", "--json").one()
        self.assertEqual((told["certain"], told["review"]), (1, 0))
        row = self.rows("BNBA")[0]
        self.assertEqual(row["person"], min(one["person"] for one in row["candidates"]))

    def test_an_import_that_was_killed_is_done_by_the_next(self):
        file = self.path("bnba.csv", list_of([row_of(number) for number in range(4000)]))
        command = [paths["pendata-admin"], "--data", self.data, "list", "import", file, "--source", "BNBA"]
        for seconds in (0.02, 0.1, 0.2, 0.3, 0.4, 0.5):
            dying = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                dying.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                dying.kill()
                dying.wait()
            for one in self.admin("list", "status", "--json").lines():
                self.assertTrue(one["rows"] == 4000 or (one["state"], one["rows"] % 500) == ("arriving", 0), one)
        self.assertEqual(self.take(file, "BNBA")["state"], "active")
        self.assertEqual(self.versions("BNBA"), [(1, "active", 4000)])
        self.assertTrue(self.admin("verify", "--json").one()["ok"])


if __name__ == "__main__":
    main()
