#!/usr/bin/env python3
"""Scenario 50 by hand, in its own numbers: a TKSK approves three hundred at a village meeting, offline, five of which the PSM has
edited meanwhile on her own tablet. Each step is a command of the real programs, the office a real process."""

import json
import os
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "field"))

from programs import DISTRICT, FAILED, VILLAGE, OfficeCase, main  # noqa: E402

AT_THE_MEETING = 300
PROPOSAL = {"category": "P24", "list_version": "PPKS-2012", "status": "validated", "assessed_on": "2026-01-15"}
# Who is changed meanwhile, of the list: what the PSM types of the person, or of the proposal itself.
PERSONS = {7: ("phone", "081300000007"), 42: ("address", "Jl. Baru 42"), 99: ("occupation", "Buruh tani"), 150: ("income", 350000)}
PROPOSALS = {271: ("detail", "atap roboh")}


class VillageMeeting(OfficeCase):
    OFFICERS = (("siti", "psm", VILLAGE), ("budi", "tksk", DISTRICT), ("vera", "verifier", "32.11"))
    TABLETS = ("s.db", "t.db", "v.db")

    def setUp(self):
        super().setUp()
        for name, (officer, _, _) in zip(self.TABLETS, self.OFFICERS):
            self.enrol(name, officer)
        self.everybody()
        self.people = [str(uuid.uuid4()) for _ in range(AT_THE_MEETING)]
        self.proposals = [str(uuid.uuid4()) for _ in range(AT_THE_MEETING)]
        self.bring("s.db", "person", [{"id": self.people[n], "name": "Warga %d" % n, "village": VILLAGE, "no_nik_reason": "not_recorded"} for n in range(AT_THE_MEETING)])
        self.everybody()
        self.bring("v.db", "assignment", [{"id": self.proposals[n], "subject": self.people[n], **PROPOSAL} for n in range(AT_THE_MEETING)])
        self.everybody()

    def everybody(self):
        for _ in range(2):
            for name in self.TABLETS:
                self.assertTrue(self.sync(name)["converged"])

    def bring(self, tablet, kind, rows):
        file = self.path(kind + ".jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        self.assertEqual(self.ask(tablet, "import", kind, file).one()["added"], AT_THE_MEETING)

    def reviews(self, name):
        return self.ask(name, "cases", "--kind", "review").lines()

    def disputed(self, name):
        """Of the approved: who is marked. Every list shows all three hundred as approved."""
        rows = self.ask(name, "list", "assignment", "--where", "status = 'approved'", "--limit", 1000).lines()
        self.assertEqual(len(rows), AT_THE_MEETING)
        return {row["id"] for row in rows if "_disputed" in row}

    def hold_the_meeting(self):
        for number, (field, value) in PERSONS.items():
            self.ask("s.db", "edit", self.people[number], json.dumps({field: value}))
        for number, (field, value) in PROPOSALS.items():
            self.ask("s.db", "edit", self.proposals[number], json.dumps({field: value}))
        for proposal in self.proposals:  # offline, as they are on his tablet
            self.ask("t.db", "edit", proposal, '{"status":"approved"}')
        self.assertEqual(self.disputed("t.db"), set())  # he has heard of nothing

    def differences(self, cases):
        """Which proposals come back, each with the values that were not shown."""
        for case in cases:
            self.assertEqual((case["rule"], case["state"]), ("changed_after_review", "open"))
        return {case["record"]: [(fact["field"], fact["value"], fact["author"]) for fact in case["facts"] if fact["field"] != "status"]
                for case in cases}

    def test_295_are_approved_and_5_come_back_with_their_difference(self):
        self.hold_the_meeting()
        self.everybody()
        changed = {**PERSONS, **PROPOSALS}
        wanted = {self.proposals[number]: [(field, value, "siti")] for number, (field, value) in changed.items()}
        for name in self.TABLETS:
            self.assertEqual(self.disputed(name), set(wanted))
            self.assertEqual(self.differences(self.reviews(name)), wanted)
            person = self.ask(name, "show", self.people[42]).one()
            self.assertEqual((person["address"], person["_disputed"]), ("Jl. Baru 42", ["address"]))
        self.assertEqual(self.differences(self.admin("cases", "--kind", "review", "--json").lines()), wanted)
        self.assertEqual(self.admin("held", "list", "--json").lines(), [])
        self.assertIn("Jl. Baru 42", self.tablet("t.db", "cases").out)
        # Whoever changed something does not approve it; the TKSK looks again, offline, one by one.
        case = next(case for case in self.reviews("s.db") if case["record"] == self.proposals[42])
        self.refuse(FAILED, "s.db", "decide", case["case"], "--pick", "0")
        self.ask("t.db", "decide", case["case"], "--pick", "0")
        self.assertEqual(self.disputed("t.db"), set(wanted) - {self.proposals[42]})
        # One of them is a case no more: it goes back to whoever proposed it.
        self.ask("t.db", "edit", self.proposals[150], '{"status":"returned","status_reason":"penghasilan berubah"}')
        for case in self.reviews("t.db"):
            self.ask("t.db", "decide", case["case"], "--value", '"sudah dilihat lagi"')
        self.everybody()
        for name in self.TABLETS:
            self.assertEqual(self.reviews(name), [])
            self.assertEqual(self.ask(name, "show", self.proposals[150]).one()["status"], "returned")
            rows = self.ask(name, "list", "assignment", "--where", "status = 'approved'", "--limit", 1000).lines()
            self.assertEqual(len(rows), AT_THE_MEETING - 1)
            self.assertEqual([row["id"] for row in rows if "_disputed" in row], [])
        self.assertEqual(self.export("t.db"), self.admin("export", "--scope", DISTRICT, "--compartments", "S0,S1").out)
        self.admin("verify")


if __name__ == "__main__":
    main()
