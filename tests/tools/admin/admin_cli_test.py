#!/usr/bin/env python3
"""pendata-admin on a folder, with regions, people and devices: admin_cli_test.py ADMIN TABLETS
Every command's happy path and what it refuses, with exit status, JSON keys and words in both languages.
"""

import os
import shutil
import stat
import unittest

from admin_case import (DONE, FAILED, NO_ID, REGIONS, VILLAGE_A, VILLAGE_B, WRONG_USE, AdminCase, main)

SCHEME = ["--scheme", "kemendagri", "--vintage", "2025"]
EVERY_COMMAND = (["status"], ["verify"], ["backup", "FILE"], ["regions", "list"], ["officer", "list"],
                 ["officer", "end", "Ani"], ["device", "code", "--officer", "Ani"], ["device", "list"],
                 ["device", "revoke", NO_ID], ["device", "report", NO_ID], ["export"], ["history", NO_ID], ["cases"],
                 ["decide", NO_ID, "--pick", "0"], ["held", "list"], ["held", "accept", "--all"],
                 ["held", "return", "--all"], ["held", "reject", "--all"], ["ledger", "status"],
                 ["ledger", "export", "FILE"], ["ledger", "import", "FILE"],
                 ["regions", "import", REGIONS, *SCHEME], ["officer", "duty", "Ani", "--region", VILLAGE_B],
                 ["officer", "add", "Cici", "--role", "psm", "--region", VILLAGE_A],
                 ["list", "import", REGIONS, "--source", "BNBA"], ["list", "status"], ["list", "show", "BNBA"],
                 ["list", "rows", "BNBA"], ["list", "decide", "BNBA", "1", "--none"], ["list", "match"])
NOBODY = 65534


class Folders(AdminCase):
    def test_a_new_office(self):
        data = os.path.join(self.folder, "deep", "new")
        answer = self.ask("init", "--regency", "32.11", "--advertise", "kantor.example:7443", data=data)
        self.assertEqual(answer.one().keys(), {"regency", "advertise", "identity"})
        self.assertEqual(answer.one()["advertise"], "kantor.example:7443")
        self.assertEqual(stat.S_IMODE(os.stat(data).st_mode), 0o700)
        self.refuse(FAILED, "init", data=data, says=("kantor sudah ada", "an office exists"))

    def test_a_folder_that_is_there_and_empty(self):
        data = os.path.join(self.folder, "empty")
        os.mkdir(data)
        self.ask("init", data=data)
        self.ask("status", data=data)

    def test_the_paper_copy_brings_the_identity_back(self):
        data, again = os.path.join(self.folder, "one"), os.path.join(self.folder, "two")
        made = self.ask("init", "--print-recovery", data=data).one()
        self.assertEqual(len(made["recovery"].replace("-", " ").split()), 14)
        paper = self.path("paper", made["recovery"].lower() + "\n")
        self.assertEqual(self.ask("init", "--recovery", paper, data=again).one()["identity"], made["identity"])
        self.refuse(FAILED, "init", "--recovery", self.path("typo", made["recovery"][:-1]),
                    data=os.path.join(self.folder, "three"))

    def test_init_refuses(self):
        data = os.path.join(self.folder, "new")
        self.refuse(FAILED, "init", "--regency", "32", data=data, says=("regency", "regency"))
        self.refuse(FAILED, "init", "--regency", "3211", data=data)
        self.refuse(WRONG_USE, "init", "--advertise", "nowhere", data=data, says=("ALAMAT:PORT", "ADDRESS:PORT"))
        self.refuse(FAILED, "init", "--recovery", self.path("absent"), data=data, says=("tidak ditemukan", "not found"))
        self.assertFalse(os.path.exists(data))

    def test_a_folder_of_another_program_is_left_alone(self):
        data = os.path.join(self.folder, "theirs")
        os.mkdir(data, 0o755)
        with open(os.path.join(data, "thesis.txt"), "w") as file:
            file.write("ours")
        before = os.stat(data)
        self.refuse(FAILED, "init", data=data, says=("milik program lain", "another program"))
        self.refuse(FAILED, "status", data=data, says=("bukan kantor", "not a Pendata office"))
        self.assertEqual(os.listdir(data), ["thesis.txt"])
        self.assertEqual(os.stat(data).st_mode, before.st_mode)
        self.refuse(FAILED, "init", data=self.path("file", "text"))

    def test_without_an_office_every_command_says_so(self):
        for command in EVERY_COMMAND:
            command = [self.path("file") if word == "FILE" else word for word in command]
            self.refuse(FAILED, *command, data=os.path.join(self.folder, "absent"),
                        says=("bukan kantor Pendata", "not a Pendata office"))
        self.assertFalse(os.path.exists(os.path.join(self.folder, "absent")))

    def test_files_that_are_no_office_s(self):
        for name in ("identity.key", "office.db", "ledger", "pendata.toml"):
            data = os.path.join(self.folder, "broken")
            shutil.copytree(self.data, data)
            with open(os.path.join(data, name), "wb") as file:
                file.write(b"something else altogether, long enough to be looked at twice" * 8)
            answer = self.run_admin("status", data=data)
            self.assertEqual(answer.status, FAILED, name)
            self.assertTrue(answer.err.strip(), name)
            shutil.rmtree(data)

    @unittest.skipIf(os.geteuid() != 0, "another user's eyes are wanted")
    def test_a_folder_that_may_not_be_written(self):
        os.chmod(self.workshop, 0o755)
        os.chmod(self.folder, 0o755)
        for folder, _, names in os.walk(self.data):
            for name in names:
                os.chown(os.path.join(folder, name), NOBODY, NOBODY)
                os.chmod(os.path.join(folder, name), 0o400)
            os.chown(folder, NOBODY, NOBODY)
            os.chmod(folder, 0o500)
        answer = self.run_admin("officer", "add", "Cici", "--role", "psm", "--region", VILLAGE_A, user=NOBODY, group=NOBODY)
        self.assertEqual(answer.status, FAILED, answer.err)
        self.assertIn("hanya dapat dibaca", answer.err)


class Words(AdminCase):
    def test_help_and_version(self):
        answer = self.run_admin("--help")
        self.assertEqual(answer.status, DONE)
        self.assertIn("pendata-admin --data /srv/pendata init", answer.out)
        self.assertIn("Contoh:", answer.out)
        self.assertIn("Examples:", self.run_admin("--help", lang="en_GB.UTF-8").out)
        self.assertIn("pendata-admin ", self.run_admin("--version").out)
        listed = {line.split()[0] for line in answer.out.splitlines() if line.startswith("  ") and line.split()}
        self.assertLess({"init", "status", "verify", "backup", "restore", "report", "batch", "list", "split"}, listed)

    def test_the_language(self):
        for options, lang, words in (([], "", "tidak dikenal"), ([], "id_ID.UTF-8", "tidak dikenal"),
                                     ([], "en_US.UTF-8", "unknown officer"), (["--lang", "en"], "id_ID", "unknown officer"),
                                     (["--lang=id"], "en_US", "tidak dikenal"), ([], "C", "tidak dikenal")):
            answer = self.run_admin("officer", "end", "Zaza", *options, lang=lang)
            self.assertEqual(answer.status, FAILED)
            self.assertIn(words, answer.err)

    def test_wrong_use(self):
        for command in ([], ["nothing"], ["regions"], ["officer"], ["status", "--jason"], ["status", "--lang", "fr"],
                        ["regions", "import", REGIONS], ["regions", "import", REGIONS, "--scheme", "bps", "--vintage", "1"],
                        ["held", "accept"], ["held", "accept", NO_ID, "--all"], ["decide", NO_ID],
                        ["decide", NO_ID, "--pick", "0", "--value", "1"], ["decide", NO_ID, "--pick", "-1"],
                        ["history", "not-an-id"], ["device", "revoke", "7"], ["export", "--kind", "nothing"],
                        ["export", "--compartments", "S4"], ["device", "code"], ["backup"], ["ledger"]):
            answer = self.refuse(WRONG_USE, *command, says=("lihat pendata-admin --help", "see pendata-admin --help"))
            self.assertEqual(answer.out, "")


class Regions(AdminCase):
    def import_text(self, text):
        return self.ask("regions", "import", self.path("regions.csv", text), *SCHEME).one()

    def test_import_again_says_only_what_changed(self):
        with open(REGIONS, encoding="utf-8") as file:
            text = file.read()
        before = self.status()["sequence"]
        self.assertEqual(self.import_text(text) | {"seconds": 0}, {"rows": text.count("\n") - 1, "written": 0, "seconds": 0})
        self.assertEqual(self.status()["sequence"], before)
        self.assertIn(",Cimungkal\n", text)
        self.assertEqual(self.import_text(text.replace(",Cimungkal\n", ",Cimungkal Baru\n"))["written"], 1)
        rows = self.ask("regions", "list", "--under", VILLAGE_A).lines()
        self.assertEqual(rows, [{"code": VILLAGE_A, "name": "Cimungkal Baru", "parent": "32.11.01", "scheme": "kemendagri",
                                 "vintage": "2025"}])

    def test_columns_of_all_files(self):
        data = self.data = os.path.join(self.folder, "new")
        self.ask("init", data=data)
        for text in ("code,name\n13,Sumatera Barat\n", "code,province_code,name\n13.01,13,Pesisir Selatan\n",
                     "code,regency_code,name\r\n13.01.01,13.01,Pancung Soal\r\n",
                     '\ufeffCode,district_code,Name\n13.01.01.2001,13.01.01,"Inderapura I,II"\n\n'
                     '13.01.01.2002,13.01.01,"Soka""an"\n13.01.01.2003,,Ja"an'):
            self.import_text(text)
        names = {row["code"]: (row["parent"], row["name"]) for row in self.ask("regions", "list").lines()}
        self.assertEqual(names, {"13": ("", "Sumatera Barat"), "13.01": ("13", "Pesisir Selatan"),
                                 "13.01.01": ("13.01", "Pancung Soal"),
                                 "13.01.01.2001": ("13.01.01", "Inderapura I,II"),
                                 "13.01.01.2002": ("13.01.01", 'Soka"an'), "13.01.01.2003": ("13.01.01", 'Ja"an')})

    def test_what_is_wrong_is_named_with_its_row(self):
        good = "code,name\n32,Jawa Barat\n"
        before = self.status()
        for text, row, words in (("", 1, ("tidak berisi", "no regions")), ("code,name\n", 2, ("tidak berisi", "no regions")),
                                 ("kode,nama\n32,Jawa Barat\n", 1, ("judul kolom", "header")),
                                 ("code;name\n32;Jawa Barat\n", 1, ("judul kolom", "header")),
                                 ("code,a,b,name\n", 1, ("judul kolom", "header")),
                                 (good + "33.1,Jawa\n", 3, ("tidak sah", "not a region code")),
                                 (good + "3211012001,Wado\n", 3, ("sepuluh angka", "ten digits")),
                                 (good + "\n32,Jawa Tengah\n", 4, ("sama dengan baris 2", "same code as row 2")),
                                 (good + "33,\n", 3, ("nama", "name")), (good + '33,"Jawa\n', 3, ("kutip", "quotes")),
                                 (good + '33,"Ja"wa\n', 3, ("kutip", "quote")),
                                 (good + "33\n", 3, ("2 kolom", "2 columns")),
                                 (good + "33," + "x" * 5000 + "\n", 3, ("name", "name")),
                                 (good.encode() + b"33,Jawa \xe9\n", 3, ("UTF-8", "UTF-8"))):
            file = self.path("wrong.csv", text)
            says = (f"baris {row}: ", f"row {row}: ")
            self.refuse(FAILED, "regions", "import", file, *SCHEME, says=says)
            self.refuse(FAILED, "regions", "import", file, *SCHEME, says=words)
        self.refuse(FAILED, "regions", "import", self.path("absent.csv"), *SCHEME, says=("tidak ditemukan", "not found"))
        self.refuse(FAILED, "regions", "import", self.folder, *SCHEME)
        self.refuse(FAILED, "regions", "list", "--under", "99", says=("tidak dikenal", "unknown"))
        self.assertEqual(self.status(), before)


class People(AdminCase):
    def duties(self, name):
        return [row for row in self.ask("officer", "list").lines() if row["name"] == name][0]["duties"]

    def test_compartments_follow_the_role(self):
        for role, rooms in (("psm", "S0"), ("facilitator", "S0"), ("tksk", "S0,S1"), ("operator", "S0,S1,S2"),
                            ("verifier", "S0,S1,S2"), ("admin", "S0,S1,S2")):
            made = self.ask("officer", "add", f"Petugas {role}", "--role", role, "--region", "32.11.01").one()
            self.assertEqual(made.keys(), {"officer", "duty", "name"})
            self.assertEqual(self.duties(f"Petugas {role}"), [{"regions": ["32.11.01"], "compartments": rooms.split(","),
                                                               "from": None, "to": None}])
        self.ask("officer", "add", "Dodi", "--role", "psm", "--region", f"{VILLAGE_A},{VILLAGE_B}", "--compartments", "S0,S3",
                 "--from", "2026-01-01", "--to", "2026-12-31")
        self.assertEqual(self.duties("Dodi"), [{"regions": [VILLAGE_A, VILLAGE_B], "compartments": ["S0", "S3"],
                                                "from": "2026-01-01", "to": "2026-12-31"}])
        self.assertIn("Dodi", self.run_admin("officer", "list").out)

    def test_adding_refuses(self):
        add = ["officer", "add", "Cici", "--role", "psm", "--region", VILLAGE_A]
        self.refuse(FAILED, "officer", "add", "Ani", *add[3:], says=("sudah ada", "exists"))
        self.refuse(FAILED, *add[:-1], "32.99.99.9999", says=("wilayah tidak dikenal", "unknown region"))
        self.refuse(FAILED, *add[:-1], "3211012001", says=("wilayah tidak dikenal", "unknown region"))
        self.refuse(FAILED, *add[:-1], "", says=("", ""))
        self.refuse(WRONG_USE, *add[:4], "king", *add[5:], says=("--role", "--role"))
        self.refuse(WRONG_USE, *add, "--from", "2026-02-30", says=("--from", "--from"))
        self.refuse(WRONG_USE, *add, "--compartments", "S0,X", says=("--compartments", "--compartments"))
        self.refuse(FAILED, *add, "--from", "2026-02-02", "--to", "2026-01-01")
        self.refuse(FAILED, "officer", "add", "", *add[3:])
        self.assertEqual([row["name"] for row in self.ask("officer", "list").lines()], ["Ani", "Budi"])

    def test_a_duty_is_replaced_and_ends(self):
        made = self.ask("officer", "duty", "Ani", "--region", VILLAGE_B).one()
        self.assertEqual(made.keys(), {"officer", "duty", "name"})
        open_ones = [duty for duty in self.duties("Ani") if duty["to"] is None]
        self.assertEqual([duty["regions"] for duty in open_ones], [[VILLAGE_B]])
        self.refuse(FAILED, "officer", "duty", "Zaza", "--region", VILLAGE_B, says=("petugas tidak dikenal", "unknown officer"))
        self.refuse(FAILED, "officer", "duty", "Ani", "--region", "99")
        for _ in range(2):
            self.assertEqual(self.ask("officer", "end", "Ani").one()["name"], "Ani")
        self.assertTrue(all(duty["to"] for duty in self.duties("Ani")))
        self.refuse(FAILED, "officer", "end", "Zaza", says=("petugas tidak dikenal", "unknown officer"))
        self.refuse(FAILED, "device", "code", "--officer", "Ani", says=("tidak berwenang", "not allowed"))

    def test_many_processes_at_once(self):
        running = [self.start("officer", "add", f"Petugas {number}", "--role", "psm", "--region", VILLAGE_A)
                   for number in range(8)]
        running.append(self.start("regions", "import", REGIONS, "--scheme", "kemendagri", "--vintage", "2026"))
        running += [self.start("device", "code", "--officer", "Budi") for _ in range(3)]
        for one in running:
            _, err = one.communicate(timeout=120)
            self.assertEqual(one.returncode, DONE, err)
        self.assertEqual(len(self.ask("officer", "list").lines()), 10)
        self.assertEqual({row["vintage"] for row in self.ask("regions", "list").lines()}, {"2026"})
        self.ask("verify")


class Devices(AdminCase):
    def test_a_code_is_good_once(self):
        made = self.ask("device", "code", "--officer", "Ani").one()
        self.assertEqual(made.keys(), {"code", "expires", "officer"})
        self.assertRegex(made["expires"], r"^\d{4}-\d\d-\d\dT.*Z$")
        self.assertEqual(self.tablets("code", made["code"]), {"host": "127.0.0.1", "port": 7443, "ours": True})
        for _ in range(2):  # the answer may be lost on its way
            self.assertEqual(self.tablets("enrol", made["code"], "3")["failure"], "done")
        self.assertIn("already used", self.tablets("enrol", made["code"], "4")["failure"])
        self.assertIn(made["code"][:8], self.run_admin("device", "code", "--officer", "Ani").out)

    def test_codes_for_several_and_their_pictures(self):
        self.ask("officer", "add", "Siti Aminah, S.Sos", "--role", "psm", "--region", VILLAGE_A)
        picture = self.path("code.png")
        self.assertEqual(self.ask("device", "code", "--officer", "Siti Aminah, S.Sos", "--qr", picture).one()["officer"],
                         "Siti Aminah, S.Sos")
        made = self.ask("device", "code", "--officer", "Ani, Budi", "--qr", picture).lines()
        self.assertEqual([row["officer"] for row in made], ["Ani", "Budi"])
        self.assertEqual(len({row["code"] for row in made}), 2)
        for name in ("code.png", "code-1.png", "code-2.png"):
            with open(self.path(name), "rb") as file:
                self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
            self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode), 0o600)

    def test_codes_refuse(self):
        self.refuse(FAILED, "device", "code", "--officer", "Ani,Zaza", says=("tidak dikenal: Zaza", "unknown officer: Zaza"))
        self.refuse(FAILED, "device", "code", "--officer", "")
        self.refuse(FAILED, "device", "code", "--officer", "Ani", "--qr", os.path.join(self.data, "identity.key"),
                    says=("di luar folder", "outside"))
        self.refuse(FAILED, "device", "code", "--officer", "Ani", "--qr", os.path.join(self.folder, "no", "such.png"))
        self.ask("status")

    def test_devices_are_listed_reported_and_revoked(self):
        self.assertEqual(self.ask("device", "list").lines(), [])
        device = self.tablets("enrol", self.code("Ani"), "3")["device"]
        row = self.ask("device", "list").one()
        self.assertEqual(row.keys(), {"device", "label", "officer", "enrolled", "last_contact", "pending", "oldest_unsent_s",
                                      "oldest_unsent_now_s", "silent_s", "held", "unread", "stuck", "clock_trust", "revoked"})
        self.assertIsNone(row["stuck"])
        self.assertEqual((row["held"], row["unread"]), (0, None))
        status = self.status()
        self.assertEqual((status["unread"], status["unread_s"], status["clock"]), (0, 0, None))
        self.assertEqual((row["device"], row["officer"], row["revoked"]), (device, "Ani", False))
        self.assertIn(device, self.run_admin("device", "list").out)
        report = self.ask("device", "report", device).one()
        self.assertEqual(report["scopes"], [{"scope": VILLAGE_A, "compartments": ["S0"]},
                                            {"scope": "reference", "compartments": ["S0"]}])
        self.assertGreater(report["records"], 0)
        self.assertIn(VILLAGE_A, self.run_admin("device", "report", device).out)
        for _ in range(2):
            self.assertEqual(self.ask("device", "revoke", device).one(), {"device": device, "revoked": True})
        self.assertTrue(self.ask("device", "list").one()["revoked"])
        self.assertEqual(self.ask("device", "report", device).one()["scopes"], [])
        for command in ("revoke", "report"):
            self.refuse(FAILED, "device", command, NO_ID, says=("perangkat tidak dikenal", "device unknown"))


if __name__ == "__main__":
    main()
