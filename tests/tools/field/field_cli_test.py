#!/usr/bin/env python3
"""pendata without an office: usage, help, languages, files that are missing or not ours, nothing enrolled."""

import os
import re

from programs import DONE, FAILED, WRONG_USE, FieldCase, main

COMMANDS = ("enrol", "add", "edit", "retract", "withdraw", "restore", "import", "show", "list", "search", "sync",
            "status", "cases", "decide", "export", "bag")
NO_ID = "01a2009f-f112-74ad-a8a9-af1018659317"
ON_A_FILE = (["show", NO_ID], ["list", "person"], ["search", "siti"], ["status"], ["cases"], ["export"], ["sync"],
             ["add", "person", "{}"], ["edit", NO_ID, "{}"], ["retract", NO_ID, "name"], ["sync", "--watch"],
             ["withdraw", NO_ID, "--reason", "x"], ["restore", NO_ID, "name", "1.2.3." + NO_ID],
             ["decide", NO_ID, "--pick", "0"], ["bag", "export", "x"])


class Usage(FieldCase):
    def test_help_has_an_example_for_every_command(self):
        for words in ([], *([command] for command in COMMANDS), ["bag", "export"], ["bag", "carry"], ["bag", "import"]):
            for lang, example in (("en_US.UTF-8", "Example:"), ("C.UTF-8", "Contoh:")):
                answer = self.run_plain(*words, "--help", lang=lang)
                self.assertEqual(answer.status, DONE, words)
                self.assertIn(example, answer.out)
                self.assertIn("pendata --db", answer.out)
                self.assertEqual(answer.err, "")

    def test_version(self):
        answer = self.run_plain("--version")
        self.assertEqual(answer.status, DONE)
        self.assertRegex(answer.out, r"^\d+\.\d+\.\d+\n$")

    def test_every_sort_of_case_is_offered(self):
        said = self.run_plain("decide", "--help").out + self.run_plain("cases", "--help").out
        for offered in ("--same", "--different", "--undo", "duplicate", "review", "overlap"):
            self.assertIn(offered, said)

    def test_wrong_use(self):
        for words in ([], ["frobnicate"], ["add"], ["add", "person"], ["edit", "x"], ["list"], ["decide", NO_ID],
                      ["decide", NO_ID, "--pick", "0", "--value", "1"], ["decide", NO_ID, "--pick", "-1"],
                      ["add", "person", "{}", "--evidence", "6"], ["edit", NO_ID, "{}", "--change", "--confirm"],
                      ["edit", NO_ID, "{}", "--effective", "2026-01-01"], ["cases", "--kind", "nothing"],
                      ["decide", NO_ID, "--same", "--different"],
                      ["sync", "--timeout", "0"], ["sync", "--timeout", "soon"], ["status", "--lang", "fr"],
                      ["bag"], ["bag", "export"], ["list", "person", "--limit", "-1"], ["withdraw", NO_ID]):
            with self.subTest(words):
                self.refuse(WRONG_USE, "a.db", *words)
        answer = self.run_plain("status")
        self.assertEqual(answer.status, WRONG_USE)
        self.assertIn("--db", answer.err)

    def test_languages(self):
        for lang, words, said in (("en_GB.UTF-8", [], "no such database file"), ("id_ID.UTF-8", [], "berkas basis data tidak ada"),
                                  ("C", [], "berkas basis data tidak ada"), ("C", ["--lang", "en"], "no such database file"),
                                  ("en_US.UTF-8", ["--lang=id"], "berkas basis data tidak ada")):
            self.refuse(FAILED, "nothing.db", "status", *words, says=said, lang=lang)

    def test_the_wall_clock(self):
        self.path("a.db")
        self.refuse(WRONG_USE, "a.db", "--at", "yesterday", "status", says="--at")


class Files(FieldCase):
    def test_a_missing_file_is_not_made(self):
        for words in ON_A_FILE:
            self.refuse(FAILED, "nothing.db", *words, says="no such database file")
        self.refuse(FAILED, "nothing.db", "import", "person", self.path("rows", "{}\n"))
        self.assertEqual(os.listdir(self.folder), ["rows"])

    def test_a_file_of_another_program_is_left_alone(self):
        for content in (b"Kepada Yth. Kepala Dinas Sosial " * 20, b"\x00" * 8192, os.urandom(8192)):
            path = self.path("theirs.db", content)
            for words in (["status"], ["add", "person", "{}"], ["enrol", "PD1-XXXXX"]):
                self.refuse(FAILED, "theirs.db", *words)
            with open(path, "rb") as file:
                self.assertEqual(file.read(), content)
            self.assertEqual(os.listdir(self.folder), ["theirs.db"])

    def test_a_folder_is_no_file(self):
        os.mkdir(self.path("folder.db"))
        self.refuse(FAILED, "folder.db", "status")
        self.refuse(FAILED, "no/such/folder.db", "enrol", "PD1-XXXXX")

    def test_an_empty_file_is_a_new_one(self):
        self.path("empty.db", b"")
        self.assertFalse(self.ask("empty.db", "status").one()["enrolled"])


class NotEnrolled(FieldCase):
    def setUp(self):
        super().setUp()
        self.path("new.db", b"")

    def test_nothing_is_saved(self):
        for words in (["add", "person", '{"name":"Siti","village":"32.11.01.2001"}'], ["edit", NO_ID, "{}"],
                      ["sync"], ["sync", "--watch"], ["bag", "export", self.path("bag")]):
            self.refuse(FAILED, "new.db", *words) if words != ["sync"] else self.assertEqual(
                self.tablet("new.db", "sync").status, FAILED)
        self.assertFalse(os.path.exists(self.path("bag")))

    def test_reading_says_little(self):
        status = self.ask("new.db", "status").one()
        self.assertEqual({"pending", "oldest_unsent_s", "held", "conflicts", "scopes", "clock_trust", "last_sync"} - status.keys(), set())
        self.assertEqual((status["pending"], status["held"], status["scopes"]), (0, [], []))
        for words in (["list", "person"], ["search", "siti"], ["cases"], ["export"]):
            self.assertEqual(self.ask("new.db", *words).out, "")
        self.refuse(FAILED, "new.db", "show", NO_ID, says="not found")
        self.refuse(WRONG_USE, "new.db", "show", "no-id", says="not an id")
        self.refuse(FAILED, "new.db", "list", "persons", says="unknown kind")
        self.refuse(FAILED, "new.db", "list", "person", "--where", "name ==", says="")

    def test_codes_that_are_none(self):
        for code in ("", "PD1", "PD1-XXXXX-YYYYY", "hello", "PD2-3M9RR", "A" * 5000):
            self.refuse(FAILED, "new.db", "enrol", code, says="enrolment code mistyped")

    def test_bags_that_are_none(self):
        self.refuse(FAILED, "new.db", "bag", "carry", self.path("absent"), says="no such file")
        self.refuse(FAILED, "new.db", "bag", "carry", self.path("letter", "Kepada Yth."), says="letter")
        self.refuse(FAILED, "new.db", "bag", "import", self.path("empty", b""))
        self.refuse(FAILED, "new.db", "bag", "carry", self.folder)

    def test_an_import_file_that_is_missing(self):
        answer = self.tablet("new.db", "import", "person", self.path("absent"), "--json")
        self.assertEqual(answer.status, FAILED)
        self.assertEqual(answer.one()["added"], 0)
        self.assertRegex(answer.err, re.compile("absent"))


if __name__ == "__main__":
    main()
