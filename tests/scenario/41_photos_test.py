#!/usr/bin/env python3
"""Scenario 41, with the real programs: forty photos on a bad link that breaks at seventy percent, the office started anew
in the night, the rest sent the next day from another place. Records are there first, nothing is sent much more than once,
and nobody has a photo who may not have the record that names it."""

import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import FAILED, NEXT_VILLAGE, NOT_FINISHED, VILLAGE, OfficeCase, main, paths  # noqa: E402

PHOTOS = 40
PIECE = 8192


def photo(number, size=60_000):
    """Bytes that no compression makes smaller, the same in every run."""
    return random.Random(number).randbytes(size + number * 97)


class BrokenLink:
    """Passes connections on to the office until so many bytes have gone up; then it is cut, and nobody is there any more."""

    def __init__(self, address, allowed, bytes_per_second=None):
        self.pace = bytes_per_second
        host, port = address.rsplit(":", 1)
        self.office, self.allowed, self.up = (host, int(port)), allowed, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.door.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                tablet, _ = self.door.accept()
            except OSError:
                return
            office = socket.create_connection(self.office)
            threading.Thread(target=self.pump, args=(office, tablet, False), daemon=True).start()
            self.pump(tablet, office, True)

    def pump(self, source, target, up):
        try:
            while data := source.recv(1400):
                if up:
                    data = data[:self.allowed - self.up]
                    self.up += len(data)
                target.sendall(data)
                if self.pace:
                    time.sleep(len(data) / self.pace)
                if up and self.up >= self.allowed:
                    break
        except OSError:
            pass
        if up and self.up >= self.allowed:
            self.door.close()
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Photos(OfficeCase):
    OFFICERS = (("siti", "psm", VILLAGE), ("asep", "psm", VILLAGE), ("wati", "psm", NEXT_VILLAGE))

    def setUp(self):
        super().setUp()
        self.enrol("a.db", "siti")
        self.sync("a.db")

    def take(self, tablet, content):
        told = self.ask(tablet, "photo", "add", self.path("foto.jpg", content)).one()
        self.assertEqual(told["photo"], hashlib.sha256(content).hexdigest())
        return told["photo"]

    def named(self, tablet, content, **fields):
        """A person with a photo of the face: the record's id, the photo's hash."""
        taken = self.take(tablet, content)
        return self.add(tablet, face_photo=[taken], **fields), taken

    def states(self, tablet):
        return [line["state"] for line in self.ask(tablet, "photo", "list").lines()]

    def sync_by(self, address, tablet):
        answer = self.run_plain("--db", self.path(tablet), "--office", address, "sync", "--json")
        return answer.status, json.loads(answer.out)

    def got(self, tablet, taken):
        out = self.path("out.jpg")
        self.ask(tablet, "photo", "get", taken, "--out", out)
        with open(out, "rb") as file:
            return file.read()

    def verified(self):
        return self.admin("verify", "--json").one()

    def test_forty_photos_break_at_seventy_percent_and_go_on_the_next_day_from_another_place(self):
        contents = [photo(number) for number in range(PHOTOS)]
        size = sum(map(len, contents))
        for number, content in enumerate(contents):
            self.named("a.db", content, name="Warga %d" % number)
        status = self.ask("a.db", "status").one()
        self.assertEqual(status["photos"]["waiting"], PHOTOS)
        self.assertEqual(status["photos"]["waiting_bytes"], size)
        self.assertEqual(status["pending"], PHOTOS * 3)  # name, village, photo: the photos themselves are no writes

        link = BrokenLink(self.address, int(size * 0.7))
        code, first = self.sync_by(link.address, "a.db")
        self.assertEqual(code, NOT_FINISHED)
        # Every record is at the office, whatever became of the photos.
        self.assertEqual(first["pushed"], PHOTOS * 3)
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 0)
        self.assertEqual(self.admin("export", "--kind", "person").out.count("face_photo"), PHOTOS)
        kept = self.states("a.db").count("kept")
        self.assertGreater(kept, PHOTOS // 2)
        self.assertLess(kept, PHOTOS)

        self.stop_office(kill=True)
        self.start_office()
        second = self.sync("a.db")
        self.assertTrue(second["converged"])
        self.assertEqual(second["photos_waiting"], 0)
        # A photo whose last answer was lost in the cut was whole at the office already: then it is only offered again.
        self.assertEqual(second["photos_sent"], PHOTOS - kept)
        self.assertEqual(self.states("a.db"), ["kept"] * PHOTOS)
        sent = link.up + second["bytes_up"]
        self.assertLessEqual(sent, 1.1 * size, "%d of %d bytes" % (sent, size))
        told = self.verified()
        self.assertEqual((told["ok"], told["photos"], told["photos_coming"], told["photos_missing"]), (True, PHOTOS, 0, 0))

        # Once more: nothing is sent twice.
        self.assertLess(self.sync("a.db")["bytes_up"], 4000)

    def test_a_photo_is_fetched_where_its_record_is_and_nowhere_else(self):
        content = photo(1, 100_000)
        person, taken = self.named("a.db", content, name="Siti Aminah")
        self.sync("a.db")
        self.enrol("b.db", "asep")
        self.enrol("c.db", "wati")
        for name in ("b.db", "c.db"):
            self.sync(name)
        out = self.path("out.jpg")
        # Of the same village: asked for, then here; twice asked is asked once.
        for _ in range(2):
            answer = self.tablet("b.db", "photo", "get", taken, "--out", out)
            self.assertEqual(answer.status, NOT_FINISHED, answer.err)
        self.assertEqual(self.ask("b.db", "status").one()["photos"]["wanted"], 1)
        told = self.sync("b.db")
        self.assertEqual(told["photos_fetched"], 1)
        self.assertEqual(self.got("b.db", taken), content)
        self.assertEqual(self.states("b.db"), ["fetched"])
        # Of the next village: no record here names it, and it is not even asked for.
        self.assertEqual(self.tablet("c.db", "photo", "get", taken, "--out", self.path("c.jpg")).status, FAILED)
        self.assertFalse(os.path.exists(self.path("c.jpg")))
        self.assertEqual(self.states("c.db"), [])
        # And one that is named while nobody brought it.
        nobodys = "ab" * 32
        self.ask("b.db", "edit", person, json.dumps({"face_photo": {"add": [nobodys]}}))
        self.sync("b.db")
        self.assertEqual(self.tablet("b.db", "photo", "get", nobodys, "--out", out).status, NOT_FINISHED)
        told = self.sync("b.db")
        self.assertEqual((told["photos_refused"], told["converged"]), (1, True))
        listed = self.ask("b.db", "photo", "list").lines()[-1]
        self.assertEqual((listed["state"], listed["status"]), ("absent", 6))
        self.assertEqual(self.verified()["photos_missing"], 1)

    def test_a_tablet_that_follows_brings_a_photo_that_is_added_meanwhile(self):
        self.add("a.db", name="Siti Aminah")
        watch = subprocess.Popen([paths["pendata"], "--db", self.path("a.db"), "--office", self.address, "sync", "--watch",
                                  "--timeout", "60", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.terminate)
        self.assertTrue(json.loads(watch.stdout.readline())["converged"])
        self.take("a.db", photo(5))
        self.assertEqual(json.loads(watch.stdout.readline())["photos_sent"], 1)
        self.assertEqual(self.states("a.db"), ["kept"])

    def test_a_tablet_that_follows_asks_again_for_a_photo_that_was_not_there_yet(self):
        content = photo(8)
        taken = hashlib.sha256(content).hexdigest()
        self.add("a.db", name="Siti Aminah", face_photo=[taken])
        self.sync("a.db")
        self.enrol("b.db", "asep")
        self.sync("b.db")
        watch = subprocess.Popen([paths["pendata"], "--db", self.path("b.db"), "--office", self.address, "sync", "--watch",
                                  "--timeout", "120", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.terminate)
        self.assertTrue(json.loads(watch.stdout.readline())["converged"])
        out = self.path("out.jpg")
        self.assertEqual(self.tablet("b.db", "photo", "get", taken, "--out", out).status, NOT_FINISHED)
        self.assertEqual(json.loads(watch.stdout.readline())["photos_refused"], 1)
        self.assertEqual(self.states("b.db"), ["absent"])
        # A colleague brings it, and it is asked for again on the same connection.
        self.assertEqual(self.take("a.db", content), taken)
        self.assertEqual(self.sync("a.db")["photos_sent"], 1)
        self.assertEqual(self.tablet("b.db", "photo", "get", taken, "--out", out).status, NOT_FINISHED)
        self.assertEqual(json.loads(watch.stdout.readline())["photos_fetched"], 1)
        self.assertEqual(self.got("b.db", taken), content)

    def test_a_photo_of_a_record_that_is_erased_by_law_is_nowhere_any_more(self):
        content = photo(6)
        person, taken = self.named("a.db", content, name="Siti Aminah")
        own = self.take("a.db", photo(7))
        self.sync("a.db")
        self.enrol("b.db", "asep")
        self.sync("b.db")
        self.tablet("b.db", "photo", "get", taken, "--out", self.path("out.jpg"))
        self.assertEqual(self.sync("b.db")["photos_fetched"], 1)
        self.admin("erase", person, "--legal-basis", "UU 27/2022 pasal 8")
        for name in ("a.db", "b.db"):
            self.sync(name)
        told = self.verified()
        self.assertEqual((told["photos"], told["photos_missing"]), (1, 0))
        self.assertEqual([line["photo"] for line in self.ask("a.db", "photo", "list").lines()], [own])
        self.assertEqual(self.states("b.db"), [])
        # Whoever has it somewhere else and brings it again.
        self.take("b.db", content)
        told = self.sync("b.db")
        self.assertEqual((told["photos_sent"], told["photos_refused"], told["converged"]), (0, 1, True))
        self.assertEqual(self.states("b.db"), [])

    def test_a_restored_office_knows_which_photos_were_erased(self):
        content = photo(6)
        taken = self.named("a.db", content, name="Siti Aminah")[1]
        # Brought, and in a backup, before anything that is erased names it.
        early = self.take("a.db", photo(7))
        self.sync("a.db")
        backup = self.path("night.db")
        self.admin("backup", backup)
        late = self.add("a.db", name="Wati", face_photo=[early])
        self.sync("a.db")
        self.admin("erase", late, "--legal-basis", "UU 27/2022 pasal 8")
        self.assertEqual(self.verified()["photos"], 1)
        self.stop_office()
        self.admin("restore", backup)
        self.start_office()
        self.assertEqual(self.verified()["photos"], 1)
        # What it hands in again of somebody erased is lost, and it hears so.
        self.assertGreater(self.sync("a.db", NOT_FINISHED)["refused"], 0)
        self.enrol("b.db", "asep")
        self.sync("b.db")
        self.take("b.db", photo(7))
        told = self.sync("b.db")
        self.assertEqual((told["photos_sent"], told["photos_refused"], told["converged"]), (0, 1, True))
        self.assertEqual((self.verified()["photos"], self.states("b.db")), (1, []))
        self.assertEqual(self.got("a.db", taken), content)

    def test_a_sync_whose_time_is_over_while_photos_go_has_done_its_work(self):
        for number in range(8):
            self.named("a.db", photo(number, 1_000_000), name="Warga %d" % number)
        link = BrokenLink(self.address, 1 << 40, bytes_per_second=200_000)
        answer = self.run_plain("--db", self.path("a.db"), "--office", link.address, "sync", "--timeout", "8", "--json")
        told = json.loads(answer.out)
        self.assertEqual((answer.status, told["converged"], told["pushed"]), (0, True, 24), answer.err)
        self.assertGreater(told["photos_waiting"], 0)
        self.assertEqual(self.ask("a.db", "status").one()["pending"], 0)

    def test_what_is_no_photo_is_refused_and_the_same_twice_is_one(self):
        self.refuse(FAILED, "a.db", "photo", "add", self.path("leer.jpg", b""), says="empty")
        self.refuse(FAILED, "a.db", "photo", "add", self.path("gross.jpg", bytes(4 * 1024 * 1024 + 1)), says="4 MB")
        self.refuse(FAILED, "a.db", "photo", "get", "cd" * 32, "--out", self.path("x.jpg"), says="not found")
        self.assertEqual(self.tablet("a.db", "photo", "get", "cd", "--out", self.path("x.jpg")).status, 2)
        largest = photo(3, 4 * 1024 * 1024 - 3 * 97)
        self.assertTrue(self.ask("a.db", "photo", "add", self.path("gross.jpg", largest)).one()["new"])
        self.assertFalse(self.ask("a.db", "photo", "add", self.path("gross.jpg", largest)).one()["new"])
        self.assertEqual(self.sync("a.db")["photos_sent"], 1)
        self.assertEqual(self.got("a.db", hashlib.sha256(largest).hexdigest()), largest)
        self.assertFalse(self.ask("a.db", "photo", "add", self.path("gross.jpg", largest)).one()["new"])
        self.assertEqual(self.states("a.db"), ["kept"])

    def test_an_office_that_was_restored_gets_the_photos_again_that_it_lacks(self):
        early, late = photo(1), photo(2)
        self.named("a.db", early, name="Siti")
        self.sync("a.db")
        backup = self.path("night.db")
        self.admin("backup", backup)
        self.named("a.db", late, name="Wati")
        self.sync("a.db")
        self.assertEqual(self.verified()["photos"], 2)
        self.stop_office()
        self.admin("restore", backup)
        self.start_office()
        self.assertEqual(self.verified()["photos"], 1)
        told = self.sync("a.db")
        told = self.sync("a.db") if told["photos_waiting"] else told
        self.assertEqual((told["converged"], told["photos_waiting"]), (True, 0))
        checked = self.verified()
        self.assertEqual((checked["photos"], checked["photos_missing"]), (2, 0))
        self.assertEqual(self.states("a.db"), ["kept", "kept"])
        # What the backup had was offered only, not sent: less than the other and half of it.
        self.assertLess(told["bytes_up"], 1.5 * len(late))


if __name__ == "__main__":
    main()
