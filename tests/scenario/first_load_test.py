#!/usr/bin/env python3
"""A first load with the real programs: `pendata sync` killed in it and its wire cut, the office killed meanwhile.
Nothing shows before all of it is there, no chunk that was staged travels again, and the tablet ends with the office's
bytes. Then a tablet that was revoked while it loads, and a shelf that was deleted."""

import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import VILLAGE, OfficeCase, main, paths  # noqa: E402

PERSONS = 3000
ALLOWED = 40_000  # bytes from the office before a sync is killed: a handshake and at least one chunk


class Relay:
    """Passes one connection on to the office and tells when so many bytes have come from there; then it passes no more."""

    def __init__(self, address, allowed):
        host, port = address.rsplit(":", 1)
        self.office, self.allowed, self.passed = (host, int(port)), allowed, 0
        self.spent, self.let_go = threading.Event(), threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.door.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            tablet, _ = self.door.accept()
        except OSError:
            return
        office = socket.create_connection(self.office)
        threading.Thread(target=self.pump, args=(tablet, office, False), daemon=True).start()
        self.pump(office, tablet, True)

    def pump(self, source, target, down):
        try:
            while True:
                data = source.recv(16384)
                if not data:
                    break
                if down and self.allowed:
                    data = data[:self.allowed - self.passed]
                target.sendall(data)
                if down:
                    self.passed += len(data)
                    if self.passed == self.allowed:
                        self.spent.set()
                        break
        except OSError:
            pass
        if down and self.spent.is_set():
            self.let_go.wait()
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def cut(self):
        """Both ends find the connection broken once they have read what had passed."""
        self.let_go.set()

    def close(self):
        self.cut()
        self.door.close()


def name_of(n):
    """Of three words, each a pair of syllables."""
    syllables = ["ba", "ci", "du", "ge", "ha", "ji", "ku", "lo", "ma", "ni", "pu", "ra", "si", "ta", "wu", "yo"]
    words = []
    for at in range(3):
        words.append(syllables[n >> 4 * at & 15] + syllables[n * (at + 3) + 5 * at & 15] + "n")
    return " ".join(words).title()


class FirstLoad(OfficeCase):
    def setUp(self):
        super().setUp()
        self.enrol("a.db", "siti")
        born = datetime.date(1940, 1, 1)
        # No two of them are alike: nobody is taken for somebody recorded twice.
        rows = (json.dumps({"village": VILLAGE, "name": name_of(n), "sex": "P",
                            "birth_date": str(born + datetime.timedelta(days=7 * n)),
                            "address": "Jalan Raya %d" % (n * 7 % 400)}) for n in range(PERSONS))
        self.ask("a.db", "import", "person", self.path("rows.jsonl", "\n".join(rows) + "\n"))
        self.sync("a.db")
        self.admin("match")
        self.sync("a.db")

    def shown(self, name):
        return len(self.ask(name, "list", "person").lines())

    def stopped_sync(self, name, kill=True):
        """True where it was killed, or its wire cut; False where it came to its end; and the bytes from the office."""
        relay = Relay(self.address, ALLOWED)
        process = subprocess.Popen([paths["pendata"], "--db", self.path(name), "--office", relay.address, "sync", "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while process.poll() is None and not relay.spent.wait(0.05):
            pass
        stopped = relay.spent.is_set()
        if stopped and kill:
            process.send_signal(signal.SIGKILL)
        relay.cut()
        process.communicate(timeout=60)
        relay.close()
        return stopped, relay.passed

    def agree(self, name):
        self.assertTrue(self.sync(name)["converged"])
        self.assertEqual(self.export(name, "--settled", "--stamps"), self.export("a.db", "--settled", "--stamps"))

    def test_killed_in_it_again_and_again(self):
        self.enrol("whole.db", "asep")
        relay = Relay(self.address, 0)
        answer = self.run_plain("--db", self.path("whole.db"), "--office", relay.address, "sync")
        self.assertEqual(answer.status, 0, answer.err)
        whole = relay.passed
        self.enrol("b.db", "asep")
        stops, kept, received = 0, 0, 0
        while True:
            kill = stops % 2 == 0  # a process killed at that moment may not have staged a thing
            stopped, got = self.stopped_sync("b.db", kill)
            if not stopped:
                received += got
                break
            stops += 1
            self.assertLess(stops, 30)
            self.assertEqual(self.shown("b.db"), 0)
            received += 0 if kill else got
            kept += 0 if kill else 1
            if stops == 2:
                self.stop_office(kill=True)
                self.start_office()
        self.assertGreaterEqual(kept, 1)
        # Where only the wire was cut a part of one chunk and a handshake are lost, no more.
        self.assertLess(received, whole + kept * 34_000)
        self.assertEqual(self.shown("b.db"), PERSONS)
        self.agree("b.db")

    def test_work_saved_meanwhile_is_kept_and_sent(self):
        self.enrol("b.db", "asep")
        self.assertTrue(self.stopped_sync("b.db")[0])
        mine = self.add("b.db", name="Anak Baru")
        self.assertEqual(self.shown("b.db"), 1)
        self.sync("b.db")
        self.sync("a.db")
        self.assertIn(mine, self.export("a.db"))
        self.assertEqual(self.shown("b.db"), PERSONS + 1)
        self.agree("b.db")

    def test_a_shelf_that_is_gone_begins_anew(self):
        self.enrol("b.db", "asep")
        self.assertTrue(self.stopped_sync("b.db")[0])
        self.stop_office()
        for suffix in ("", "-wal", "-shm"):
            path = os.path.join(self.data, "snapshots.db" + suffix)
            if os.path.exists(path):
                os.remove(path)
        self.start_office()
        self.assertEqual(self.shown("b.db"), 0)
        self.sync("b.db")
        self.agree("b.db")

    def test_revoked_in_it(self):
        self.enrol("b.db", "asep")
        self.assertTrue(self.stopped_sync("b.db")[0])
        device = next(d["device"] for d in self.admin("device", "list", "--json").lines() if d["officer"] == "asep")
        self.admin("device", "revoke", device)
        self.assertIn("revoked", self.tablet("b.db", "sync").err)
        self.assertEqual(self.shown("b.db"), 0)


if __name__ == "__main__":
    main()
