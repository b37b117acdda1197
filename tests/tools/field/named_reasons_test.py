#!/usr/bin/env python3
"""What came back is named to its author, and what does not get through is named at the office, with the real programs:
a returned write with its note, a tablet whose syncs fail with age and reason, and none of it once it is revoked."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "chaos"))

from programs import NEXT_VILLAGE, NOT_FINISHED, VILLAGE, OfficeCase, main  # noqa: E402
from proxy import PROFILES, Proxy  # noqa: E402

ROWS = 3000         # far more than passes a 2G link in one patience
PATIENCE_S = 9
LOOK_AROUND_S = 30  # within it the office has stored what a device told


class Named(OfficeCase):
    def setUp(self):
        super().setUp()
        self.device = self.enrol("a.db", "siti")["device"]
        self.sync("a.db")

    def test_a_returned_write_comes_back_with_its_note(self):
        made = self.ask("a.db", "add", "person", json.dumps({"name": "Jauh", "village": NEXT_VILLAGE})).one()["id"]
        self.sync("a.db", status=NOT_FINISHED)
        held = self.admin("held", "list", "--json").lines()
        self.assertEqual({row["record"] for row in held}, {made})
        before = self.ask("a.db", "status").one()["held"]
        self.assertEqual([row.get("note") for row in before], [None] * len(held))
        self.admin("held", "return", *(row["id"] for row in held), "--note", "desa lain: tanya Pak RT")
        self.tablet("a.db", "sync")
        told = self.ask("a.db", "status").one()["held"]
        self.assertEqual({(row["state"], row["note"]) for row in told}, {("returned", "desa lain: tanya Pak RT")})
        self.assertEqual({row["id"] for row in told}, {made})
        self.assertEqual(len(told), len(held))

    def told_at_the_office(self):
        """Its entry in the status, once what it told is stored; None where there is none."""
        until = time.monotonic() + LOOK_AROUND_S
        while time.monotonic() < until:
            for entry in self.admin("status", "--json").one()["stuck"]:
                if entry["device"] == self.device:
                    return entry
            time.sleep(0.2)  # looks again: nothing else tells
        return None

    def row(self):
        return next(row for row in self.admin("device", "list", "--json").lines() if row["device"] == self.device)

    def test_a_tablet_that_can_not_send_is_named_with_age_and_reason(self):
        rows = "".join(json.dumps({"name": "Warga %d" % n, "village": VILLAGE, "address": os.urandom(20).hex()}) + "\n" for n in range(ROWS))
        began = time.monotonic()
        self.ask("a.db", "import", "person", self.path("rows.jsonl", rows))
        proxy = Proxy(int(self.address.rsplit(":", 1)[1]), 1, PROFILES["2g-whole"])
        self.addCleanup(proxy.stop)
        direct, self.address = self.address, "127.0.0.1:%d" % proxy.port
        # The first attempt fails unseen; the next one tells how.
        for _ in range(2):
            answer = self.tablet("a.db", "sync", "--timeout", str(PATIENCE_S), "--json")
            self.assertEqual(answer.status, NOT_FINISHED, answer.err)
        entry = self.told_at_the_office()
        self.assertIsNotNone(entry)
        self.assertEqual(entry["officer"], "siti")
        self.assertEqual(entry["stuck"]["reason"], "trouble_told")
        self.assertTrue(entry["stuck"]["told"])
        self.assertTrue(entry["stuck"]["text"].startswith("kata tablet: "), entry)
        age = self.admin("status", "--json").one()["oldest_unsent_s"]
        self.assertGreaterEqual(age, PATIENCE_S - 1)
        self.assertLessEqual(age, time.monotonic() - began + 2)
        row = self.row()
        self.assertGreater(row["pending"], 0)
        self.assertGreaterEqual(row["oldest_unsent_now_s"], age)
        self.assertEqual(row["stuck"]["reason"], "trouble_told")
        self.assertIn("the tablet says", self.run_plain("--data", self.data, "device", "list", program="pendata-admin").out)
        self.and_revoked_it_holds_nothing_up()
        self.address = direct

    def and_revoked_it_holds_nothing_up(self):
        """What it last told waits for nobody any more: the office's oldest unsent leaves it out."""
        self.admin("device", "revoke", self.device)
        status = self.admin("status", "--json").one()
        self.assertEqual((status["oldest_unsent_s"], status["stuck"]), (0, []))
        row = self.row()
        self.assertEqual((row["revoked"], row["pending"], row["oldest_unsent_now_s"]), (True, 0, 0))


if __name__ == "__main__":
    main()
