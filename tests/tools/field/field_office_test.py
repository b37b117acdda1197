#!/usr/bin/env python3
"""The real programs together: an office, its tools, and tablets that collect, sync, disagree and agree again."""

import json
import os
import subprocess
import time

from programs import (DONE, FAILED, NEXT_VILLAGE, NOT_FINISHED, VILLAGE, DISTRICT, WRONG_USE, OfficeCase, main, paths)

SUMMARY = {"ok", "pushed", "pulled", "held", "conflicts", "evicted", "repaired", "converged", "bytes_up", "bytes_down",
           "round_trips", "seconds", "lineage", "clock_offset_s"}


class Enrolment(OfficeCase):
    def test_a_code_is_good_once(self):
        code = self.code_for("siti")
        self.assertEqual(self.ask("a.db", "enrol", code).one().keys(), {"device", "replica", "officer", "role", "regions"})
        self.assertTrue(os.path.exists(self.path("a.db.key")))
        self.assertEqual(os.stat(self.path("a.db.key")).st_mode & 0o077, 0)
        self.refuse(FAILED, "b.db", "enrol", code, says="already used")
        self.refuse(FAILED, "c.db", "enrol", code[:-1] + ("0" if code[-1] != "0" else "1"), says="mistyped")
        self.ask("d.db", "enrol", code.lower().replace("-", " "), status=FAILED)

    def test_offline_the_code_stays_good(self):
        code = self.code_for("siti")
        self.stop_office()
        self.refuse(NOT_FINISHED, "a.db", "enrol", code, says="office not reachable")
        self.start_office()
        self.assertEqual(self.ask("a.db", "enrol", code).one()["regions"], [VILLAGE])

    def test_a_file_is_for_one_officer_of_one_office(self):
        self.enrol("a.db", "siti")
        self.refuse(FAILED, "a.db", "enrol", self.code_for("budi"), says="already enrolled")
        self.assertEqual(self.ask("a.db", "status").one()["officer"], "siti")


class EveryKind(OfficeCase):
    def test_each_kind_an_officer_makes_is_made_listed_searched_exported_and_synced(self):
        self.enrol("a.db", "siti")
        self.sync("a.db")
        person = self.add("a.db", name="Siti Aminah", sex="P")
        family = self.ask("a.db", "add", "family", json.dumps({"village": VILLAGE})).one()["id"]
        kinds = {
            "dwelling": {"family": family, "floor": "earth", "assets": [{"asset": "motorcycle", "count": 1}]},
            "group": {"name": "KUBE Melati", "group_kind": "kube", "villages": [VILLAGE], "kube_state": "growing"},
            "resource": {"resource_kind": "K02", "name": "Ibu Iis", "village": VILLAGE, "skills": ["menjahit"]},
            "aid": {"programme": person, "subject": family, "period": "2026-Q3", "status": "proposed"},
            "referral": {"subject": person, "category": "P24", "need": "Sembako", "to": DISTRICT},
            "disaster_event": {"name": "Longsor", "disaster_kind": "landslide", "places": [VILLAGE], "start": "2026-01-09"},
            "activity": {"activity_kind": "meeting", "date": "2026-02-01", "region": VILLAGE, "title": "Musdes"},
            "grievance": {"region": VILLAGE, "received_on": "2026-02-01", "about": "aid", "summary": "Beras"}}
        made = {}
        for kind, fields in kinds.items():
            made[kind] = self.ask("a.db", "add", kind, json.dumps(fields)).one()["id"]
            shown = self.ask("a.db", "show", made[kind]).one()
            self.assertEqual({"id": made[kind], "kind": kind, **fields}, shown)
            self.assertEqual([r["id"] for r in self.ask("a.db", "list", kind).lines()], [made[kind]])
            self.assertEqual([r["id"] for r in self.ask("a.db", "export", "--kind", kind).lines()], [made[kind]])
        for text, kind in (("melati", "group"), ("iis", "resource"), ("longsor", "disaster_event"), ("musdes", "activity")):
            self.assertEqual(self.ask("a.db", "search", text).lines()[0]["id"], made[kind])
        self.refuse(FAILED, "a.db", "add", "batch", json.dumps({"village": VILLAGE, "period": "2026-Q3"}), says="your role makes")
        self.refuse(FAILED, "a.db", "add", "group", json.dumps({"name": "X", "group_kind": "kube"}), says="villages")
        told = self.sync("a.db")
        self.assertEqual((told["held"], told["converged"]), (0, True))
        for kind in kinds:
            self.assertEqual(self.ask("a.db", "list", kind).lines()[0]["id"], made[kind])


class Collecting(OfficeCase):
    def setUp(self):
        super().setUp()
        self.enrol("a.db", "siti")
        self.sync("a.db")

    def test_records_come_and_go(self):
        person = self.add("a.db", name="Siti Aminah", nik="3211014101900001", sex="P")
        self.assertEqual(self.ask("a.db", "show", person).one(), {
            "id": person, "kind": "person", "name": "Siti Aminah", "nik": "3211014101900001", "sex": "P", "village": VILLAGE})
        edited = self.ask("a.db", "edit", person, '{"phone":"0812-3456-7890"}').one()
        self.assertEqual(edited, {"id": person, "changed": ["phone"]})
        self.assertEqual(self.ask("a.db", "edit", person, "-", stdin=b'{"name":"Siti Maryam"}').one()["changed"], ["name"])
        self.assertEqual(self.ask("a.db", "retract", person, "name").one()["id"], person)
        self.assertEqual(self.ask("a.db", "show", person).one()["name"], "Siti Aminah")
        self.assertEqual(self.ask("a.db", "search", "sitti aminah").lines()[0]["id"], person)
        self.assertIn("score", self.ask("a.db", "search", "3211014101900001").lines()[0])
        found = self.ask("a.db", "list", "person", "--where", "village = '%s' and name ~ 'siti'" % VILLAGE).lines()
        self.assertEqual([record["id"] for record in found], [person])
        self.assertEqual(list(found[0])[:1], ["id"])
        rows = self.ask("a.db", "show", person, "--history").one()
        self.assertEqual({"field", "value", "author", "device", "claimed", "corrected", "trust", "evidence", "seen", "rule",
                          "current"} - rows[0].keys(), set())
        self.ask("a.db", "withdraw", person, "--reason", "salah data")
        self.assertEqual(self.ask("a.db", "show", person).one()["presence"], "withdrawn")

    def test_bad_input_is_one_line_and_changes_nothing(self):
        person = self.add("a.db", name="Siti")
        before = self.export("a.db")
        for words, said in ((["add", "person", "nope"], "not valid JSON"), (["add", "nothing", "{}"], "unknown kind"),
                            (["add", "person", '{"shoe_size":43}'], "shoe_size"), (["add", "person", "{}"], "without fields"),
                            (["edit", person, '{"nik":"123"}'], "16 digits"), (["edit", person, '{"village":"32.11.01.9999"}'], "village"),
                            (["edit", person, '{"village":"3211012001"}'], "village"), (["retract", person, "shoe_size"], "unknown field"),
                            (["restore", person, "name", "nope"], "stamp"), (["decide", person, "--pick", "0"], "not found")):
            self.refuse(FAILED if said != "stamp" else WRONG_USE, "a.db", *words, says=said)
        self.refuse(FAILED, "a.db", "add", "person", "-", stdin=b"", says="JSON")
        self.refuse(FAILED, "a.db", "add", "person", "-", stdin=b'{"name":"' + b"a" * 5_000_000, says="too large")
        self.refuse(FAILED, "a.db", "add", "person", "-", stdin=b"\xff\xfe{}")
        self.assertEqual(self.export("a.db"), before)

    def test_import(self):
        rows = [json.dumps({"name": "Warga %d" % number, "village": VILLAGE}) for number in range(1200)]
        rows[700] = '{"name":"Salah","nik":"12"}'
        rows[900] = "bukan JSON"
        file = self.path("rows.jsonl", "\ufeff" + "\r\n".join(rows) + "\n\n")
        stopped = self.tablet("a.db", "import", "person", file, "--json")
        self.assertEqual(stopped.status, FAILED)
        self.assertIn("rows.jsonl:701: nik:", stopped.err)
        self.assertEqual(stopped.one()["added"], 500)
        self.assertEqual(len(self.ask("a.db", "list", "person").lines()), 500)

        rest = self.path("rest.jsonl", "\n".join(rows[500:]))
        counted = self.ask("a.db", "import", "person", rest, "--continue", status=NOT_FINISHED).one()
        self.assertEqual((counted.keys(), counted["added"], counted["rejected"]), ({"added", "rejected", "seconds"}, 698, 2))
        with open(rest + ".rejected", encoding="utf-8") as rejected:
            first, second = (json.loads(line) for line in rejected)
        self.assertEqual((first["row"]["name"], first["line"], first["field"]), ("Salah", 201, "nik"))
        self.assertEqual((second["row"], second["line"]), ("bukan JSON", 401))
        self.assertTrue(first["reason"] and first["reason_en"])
        self.assertEqual(len(self.ask("a.db", "list", "person").lines()), 1198)
        self.sync("a.db")

    def test_a_rounded_spreadsheet_is_refused_whole(self):
        rows = "\n".join(json.dumps({"name": "W%d" % n, "village": VILLAGE, "nik": "32110141019%02d000" % n}) for n in range(30))
        self.refuse_import(self.path("rounded.jsonl", rows))

    def refuse_import(self, file):
        self.refuse(FAILED, "a.db", "import", "person", file, says="spreadsheet")
        self.assertEqual(self.ask("a.db", "list", "person").out, "")

    def test_a_wrong_clock_is_told_and_does_no_harm(self):
        person = self.ask("a.db", "--at", "2015-01-01T00:00:00Z", "add", "person",
                          json.dumps({"name": "Siti", "village": VILLAGE})).one()["id"]
        asked = self.ask("a.db", "--at", "2015-01-01T00:00:00Z", "status")
        self.assertEqual(asked.one()["clock_trust"], "jumped")
        self.assertLess(asked.one()["clock_offset_s"], -86400 * 365)
        self.assertIn("behind the office's", asked.one()["clock_hint_en"])
        self.assertIn("lebih lambat dari jam kantor", asked.one()["clock_hint"])
        self.assertIn("behind the office's", asked.err)
        self.assertNotIn("clock_hint", self.ask("a.db", "status").one())
        row = self.ask("a.db", "show", person, "--history").one()[0]
        self.assertTrue(row["claimed"].startswith("2015"))
        self.assertFalse(row["corrected"].startswith("2015"))
        self.assertTrue(self.sync("a.db")["converged"])

    def test_a_tablet_that_lost_its_key(self):
        self.add("a.db", name="Siti")
        self.ask("a.db", "bag", "export", self.path("sealed.bag"))
        os.remove(self.path("a.db.key"))
        self.add("a.db", name="Udin")
        self.assertEqual(self.tablet("a.db", "sync").status, FAILED)
        before = self.ask("a.db", "status").one()
        self.assertGreater(before["pending"], 0)
        replica = self.ask("a.db", "enrol", self.code_for("siti")).one()["replica"]
        self.assertTrue(replica)
        self.assertEqual(self.sync("a.db")["pushed"], before["pending"])
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 0)


class Syncing(OfficeCase):
    def setUp(self):
        super().setUp()
        for name, officer in (("a.db", "siti"), ("b.db", "asep"), ("t.db", "budi")):
            self.enrol(name, officer)
            self.sync(name)

    def converge(self):
        for _ in range(2):
            for name in ("a.db", "b.db", "t.db"):
                last = self.sync(name)
                self.assertTrue(last["converged"])
        return last

    def test_two_tablets_of_one_scope_print_identical_bytes(self):
        for number in range(30):
            self.add("a.db", name="Warga %d" % number)
            self.add("b.db", name="Penduduk %d" % number, sex="L")
        summary = self.sync("a.db")
        self.assertEqual(SUMMARY - summary.keys(), set())
        self.assertEqual((summary["ok"], summary["pushed"]), (True, 60))
        self.converge()
        exported = self.export("a.db")
        self.assertEqual(exported, self.export("b.db"))
        self.assertEqual(exported.count('"kind":"person"'), 60)
        self.assertEqual(self.export("a.db", "--stamps"), self.export("b.db", "--stamps"))
        office = self.admin("export", "--scope", VILLAGE, "--compartments", "S0").out
        mine = [line for line in exported.splitlines() if '"kind":"person"' in line]
        self.assertEqual([line for line in office.splitlines() if '"kind":"person"' in line], mine)
        again = self.sync("a.db")
        self.assertEqual((again["pushed"], again["pulled"], again["round_trips"]), (0, 0, 1))
        self.assertLess(again["bytes_up"] + again["bytes_down"], 2000)

    def test_a_conflict_is_seen_decided_and_gone(self):
        person = self.add("a.db", name="Siti", birth_date="1990-01-01")
        self.converge()
        self.ask("a.db", "edit", person, '{"birth_date":"1990-02-02"}')
        self.ask("b.db", "edit", person, '{"birth_date":"1990-03-03"}')
        self.assertEqual(self.converge()["conflicts"], 1)
        case = self.ask("t.db", "cases", "--kind", "conflict").one()
        self.assertEqual({"case", "kind", "record", "field", "candidates", "state"} - case.keys(), set())
        self.assertEqual({"value", "author", "device", "evidence", "time"} - case["candidates"][0].keys(), set())
        self.assertEqual({c["author"] for c in case["candidates"]}, {"siti", "asep"})
        self.assertEqual(self.ask("a.db", "show", person).one()["_disputed"], ["birth_date"])
        self.refuse(FAILED, "a.db", "decide", case["case"], "--pick", "0", says="no right")
        self.refuse(WRONG_USE, "t.db", "decide", case["case"], "--pick", "7")
        pick = [c["value"] for c in case["candidates"]].index("1990-02-02")
        decided = self.ask("t.db", "decide", case["case"], "--pick", pick).one()
        self.assertEqual(decided["case"], case["case"])
        self.assertEqual(self.converge()["conflicts"], 0)
        for name in ("a.db", "b.db", "t.db"):
            shown = self.ask(name, "show", person).one()
            self.assertEqual((shown["birth_date"], "_disputed" in shown), ("1990-02-02", False))

    def test_what_is_held_is_told(self):
        self.ask("a.db", "add", "person", json.dumps({"name": "Jauh", "village": NEXT_VILLAGE}))
        summary = self.sync("a.db", status=NOT_FINISHED)
        self.assertGreater(summary["held"], 0)
        held = self.ask("a.db", "status").one()["held"]
        self.assertEqual({row["reason"] for row in held}, {"outside_duty"})
        self.assertEqual({"id", "reason"} - held[0].keys(), set())

    def test_a_duty_that_ended(self):
        for number in range(5):
            self.add("a.db", name="Warga %d" % number)
        self.sync("a.db")
        late = self.add("a.db", name="Belum terkirim")
        self.admin("officer", "duty", "siti", "--region", NEXT_VILLAGE)
        summary = self.sync("a.db", status=NOT_FINISHED)
        self.assertEqual((summary["pushed"], summary["held"]), (2, 2))
        self.assertGreaterEqual(summary["evicted"], 5)
        self.assertEqual([record["id"] for record in self.ask("a.db", "list", "person").lines()], [late])
        self.assertEqual({row["reason"] for row in self.ask("a.db", "status").one()["held"]}, {"captured_in_former_duty"})
        self.admin("held", "accept", "--all")
        self.sync("a.db")
        self.assertEqual(self.ask("a.db", "list", "person").out, "")
        self.sync("t.db")
        self.assertEqual(len(self.ask("t.db", "list", "person").lines()), 6)

    def test_an_earlier_value_is_restored_as_a_decision(self):
        person = self.add("a.db", name="Siti", birth_date="1990-01-01")
        self.converge()
        self.ask("a.db", "edit", person, '{"birth_date":"1990-02-02"}')
        self.ask("b.db", "edit", person, '{"birth_date":"1990-03-03"}')
        self.converge()
        stamp = next(row["stamp"] for row in self.ask("t.db", "show", person, "--history").one() if row["value"] == "1990-02-02")
        self.ask("t.db", "restore", person, "birth_date", stamp)
        self.assertEqual(self.converge()["conflicts"], 0)
        self.assertEqual(self.ask("b.db", "show", person).one()["birth_date"], "1990-02-02")

    def test_offline_nothing_is_lost(self):
        self.add("a.db", name="Siti")
        self.stop_office()
        answer = self.tablet("a.db", "sync", "--json")
        self.assertEqual((answer.status, answer.one()["ok"]), (NOT_FINISHED, False))
        self.assertIn("office not reachable", answer.err)
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 2)
        self.start_office()
        self.assertEqual(self.sync("a.db")["pushed"], 2)

    def test_an_office_that_is_not_the_pinned_one(self):
        other = self.path("other")
        self.assertEqual(self.run_plain("--data", other, "init", program="pendata-admin").status, DONE)
        self.data, mine = other, self.data
        self.stop_office()
        self.start_office()
        self.assertEqual(self.tablet("a.db", "sync").status, FAILED)
        self.data = mine

    def test_a_bag_goes_with_another_tablet(self):
        self.add("a.db", name="Siti")
        bag = self.path("kantong.pdbag")
        self.assertEqual(self.ask("a.db", "bag", "export", bag).one(), {"batches": 1, "carried": 0, "damaged": 0, "left": 0})
        self.assertEqual(self.ask("t.db", "bag", "carry", bag).one(), {"batches": 1, "carried": 1, "damaged": 0, "left": 0})
        self.assertEqual(self.ask("t.db", "bag", "carry", bag).one()["carried"], 0)
        self.sync("t.db")
        self.assertEqual(len(self.ask("t.db", "list", "person").lines()), 1)
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 2)
        # The receipt goes back the way the batch came: only that ends what was pending.
        back = self.path("kembali.pdbag")
        self.ask("t.db", "bag", "export", back)
        self.assertEqual(self.ask("a.db", "bag", "import", back).one()["batches"], 1)
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 0)
        self.assertEqual(self.sync("a.db")["pushed"], 0)
        self.assertEqual(self.sync("t.db")["pushed"], 0)
        self.assertEqual(len(self.ask("t.db", "list", "person").lines()), 1)

    def office_takes(self, bag, *words, status=DONE):
        answer = self.run_plain("--data", self.data, "bag", "import", bag, *words, "--json", program="pendata-admin")
        self.assertEqual(answer.status, status, answer.err)
        return answer

    def test_a_bag_that_came_to_the_office_by_usb(self):
        self.add("a.db", name="Siti")
        bag, back = self.path("kantong.pdbag"), self.path("kembali.pdbag")
        self.ask("a.db", "bag", "export", bag)
        taken = {"batches": 1, "fresh": 1, "receipts": 1, "held": 0, "damaged": 0, "refused": 0}
        self.assertEqual(self.office_takes(bag, "--receipts", back).one(), taken)
        self.assertEqual(self.office_takes(bag, "--receipts", back).one(), {**taken, "fresh": 0})  # twice, another stick
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 2)
        self.assertEqual(self.ask("a.db", "bag", "import", back).one()["batches"], 1)
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 0)
        self.assertEqual(self.sync("a.db")["pushed"], 0)
        self.converge()
        self.assertEqual(len(self.ask("t.db", "list", "person").lines()), 1)

    def test_what_the_office_can_not_take_from_a_bag(self):
        self.add("a.db", name="Siti")
        bag = self.path("kantong.pdbag")
        self.ask("a.db", "bag", "export", bag)
        with open(bag, "rb") as file:
            whole = file.read()
        altered = self.path("ubah.pdbag", whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
        told = self.office_takes(altered, status=NOT_FINISHED).one()
        self.assertEqual((told["fresh"], told["damaged"] + told["refused"]), (0, 1))
        for name, content in (("kosong", b""), ("lain", b"{\"bukan\": \"kantong\"}"), ("potong", whole[: len(whole) // 2])):
            answer = self.office_takes(self.path(name, content), status=FAILED)
            self.assertIn(name, answer.err)
        inside = self.office_takes(bag, "--receipts", os.path.join(self.data, "ledger"), status=FAILED)
        self.assertIn("pendata-admin: ", inside.err)
        self.assertEqual(self.sync("a.db")["pushed"], 2)  # nothing of it was lost, and the ledger still stands

    def test_a_bag_of_many_batches_is_handed_in_at_once(self):
        rows = "\n".join(json.dumps({"name": "Warga %d" % number, "village": VILLAGE}) for number in range(2600))
        self.ask("a.db", "import", "person", self.path("rows.jsonl", rows))
        bag = self.path("kantong.pdbag")
        packed = self.ask("a.db", "bag", "export", bag).one()
        self.assertGreater(packed["batches"], 8)
        self.ask("t.db", "bag", "carry", bag)
        self.sync("t.db")
        self.assertEqual(len(self.ask("t.db", "list", "person").lines()), 2600)
        self.assertEqual(self.sync("a.db")["pushed"], 5200)

    def test_a_bag_that_was_altered(self):
        self.add("a.db", name="Siti")
        bag = self.path("kantong.pdbag")
        self.ask("a.db", "bag", "export", bag)
        with open(bag, "r+b") as file:
            file.seek(-40, os.SEEK_END)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))
        # Where the form still holds only the office can tell, by the signature: it takes nothing from it.
        self.tablet("t.db", "bag", "carry", bag)
        self.assertIn(self.tablet("t.db", "sync").status, (DONE, NOT_FINISHED))
        self.assertEqual(self.ask("t.db", "list", "person").out, "")
        mail = self.ask("t.db", "status").one()["mail"]
        self.assertEqual(mail["batches"], mail["refused"])  # said, kept, and not sent again
        self.assertEqual(self.sync("t.db")["round_trips"], 1)
        self.assertEqual(self.sync("a.db")["pushed"], 2)

    def test_watching(self):
        watching = subprocess.Popen(
            [paths["pendata"], "--db", self.path("b.db"), "--office", self.address, "sync", "--watch", "--json", "--timeout", "60"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self.assertTrue(json.loads(watching.stdout.readline())["converged"])
            self.add("a.db", name="Dari A")
            self.sync("a.db")
            self.assertGreater(json.loads(watching.stdout.readline())["pulled"], 0)
            self.add("b.db", name="Dari B")  # another process, the same file
            while json.loads(watching.stdout.readline())["pushed"] == 0:
                pass
            self.assertEqual(len(self.ask("b.db", "list", "person").lines()), 2)
            watching.terminate()
            self.assertEqual(watching.wait(timeout=30), DONE)
        finally:
            watching.kill()
            watching.wait()
            watching.stdout.close()
        self.sync("a.db")
        self.assertEqual(len(self.ask("a.db", "list", "person").lines()), 2)

    def test_an_office_killed_and_started_again(self):
        for number in range(20):
            self.add("a.db", name="Warga %d" % number)
        self.sync("a.db")
        self.stop_office(kill=True)
        self.add("a.db", name="Sesudah mati")
        self.start_office()
        self.converge()
        self.assertEqual(self.export("a.db"), self.export("b.db"))
        self.assertEqual(len(self.ask("t.db", "list", "person", "--where", "village = '%s'" % VILLAGE).lines()), 21)

    def test_a_revoked_device_hands_in_and_gets_nothing(self):
        device = next(row for row in self.admin("device", "list", "--json").lines() if row["officer"] == "siti")
        self.add("a.db", name="Belum terkirim")
        self.admin("device", "revoke", device.get("id") or device["device"])
        answer = self.tablet("a.db", "sync", "--json")
        self.assertEqual(answer.status, FAILED)
        self.assertIn("revoked", answer.err)
        self.assertEqual(answer.one()["pushed"], 2)
        self.assertEqual(self.ask("a.db", "status").one()["stuck"]["reason"], "refused")

    def test_what_is_stuck_is_named_on_both_sides(self):
        self.sync("a.db")
        self.assertIsNone(self.ask("a.db", "status").one()["stuck"])
        self.stop_office(kill=True)
        # Clocks of another century make nothing older or younger.
        self.ask("a.db", "--at", "2001-01-01T00:00:00Z", "add", "person", json.dumps({"name": "Ucu", "village": VILLAGE}))
        self.assertEqual(self.tablet("a.db", "--at", "2031-01-01T00:00:00Z", "sync", "--json").status, NOT_FINISHED)
        status = self.ask("a.db", "--at", "2031-01-01T00:00:00Z", "status").one()
        self.assertEqual(status["stuck"]["reason"], "offline")
        self.assertLess(status["oldest_unsent_s"], 600)
        self.assertEqual((status["last_attempt"]["status"], status["last_attempt"]["failures"]), (300, 1))
        told = self.tablet("a.db", "status", "--lang", "en")
        self.assertIn("stuck: the office can not be reached", told.err)
        self.assertIn("oldest unsent", told.err)
        self.start_office()
        self.converge()
        status = self.ask("a.db", "status").one()
        self.assertIsNone(status["stuck"])
        self.assertEqual(status["oldest_unsent_s"], 0)
        # What a device told reaches the list with the office's next look around.
        until = time.monotonic() + 30
        while self.admin("status", "--json").one()["stuck"] and time.monotonic() < until:
            time.sleep(0.2)
        row = next(row for row in self.admin("device", "list", "--json").lines() if row["officer"] == "siti")
        self.assertEqual((row["pending"], row["oldest_unsent_now_s"], row["stuck"]), (0, 0, None))
        self.assertEqual(self.admin("status", "--json").one()["stuck"], [])


if __name__ == "__main__":
    main()
