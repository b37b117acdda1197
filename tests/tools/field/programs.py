"""What the field tests share: the programs run as scripts run them, in folders that go with the test."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

DONE, FAILED, WRONG_USE, NOT_FINISHED = 0, 1, 2, 3
VILLAGE, NEXT_VILLAGE, DISTRICT = "32.11.01.2001", "32.11.01.2002", "32.11.01"
REGIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "data", "sumedang", "regions.csv")

paths = {}


def main():
    """The programs' paths stand before unittest's own arguments: NAME=PATH."""
    while len(sys.argv) > 1 and "=" in sys.argv[1]:
        name, path = sys.argv.pop(1).split("=", 1)
        paths[name] = path
    unittest.main()


class Answer:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()

    def one(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class FieldCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="pendata-field-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def run_plain(self, *words, program="pendata", stdin=b"", lang="en_US.UTF-8"):
        environment = {**os.environ, "LANG": lang}
        command = [paths[program], *(str(word) for word in words)]
        return Answer(subprocess.run(command, input=stdin, capture_output=True, env=environment, timeout=120))

    def tablet(self, name, *words, **options):
        return self.run_plain("--db", self.path(name), *words, **options)

    def ask(self, name, *words, status=DONE, **options):
        """A command whose JSON is wanted."""
        answer = self.tablet(name, *words, "--json", **options)
        self.assertEqual(answer.status, status, answer.err)
        return answer

    def refuse(self, status, name, *words, says=None, **options):
        """One line that says why, nothing on standard output."""
        answer = self.tablet(name, *words, **options)
        self.assertEqual(answer.status, status, answer.err + answer.out)
        self.assertEqual(answer.out, "")
        self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
        self.assertTrue(answer.err.startswith("pendata: "), answer.err)
        if says:
            self.assertIn(says, answer.err)
        return answer


class OfficeCase(FieldCase):
    """With an office that runs, made anew for each test."""

    OFFICERS = (("siti", "psm", VILLAGE), ("asep", "psm", VILLAGE), ("budi", "tksk", DISTRICT))

    def setUp(self):
        super().setUp()
        self.data = self.path("office")
        self.admin("init", "--regency", "32.11")
        self.admin("regions", "import", REGIONS, "--scheme", "kemendagri", "--vintage", "2025")
        for name, role, region in self.OFFICERS:
            self.admin("officer", "add", name, "--role", role, "--region", region)
        self.server = None
        self.start_office()
        self.addCleanup(self.stop_office)

    def admin(self, *words):
        answer = self.run_plain("--data", self.data, *words, program="pendata-admin")
        self.assertEqual(answer.status, DONE, answer.err)
        return answer

    def start_office(self):
        log = open(self.path("office.log"), "ab")
        self.addCleanup(log.close)
        self.server = subprocess.Popen([paths["pendata-server"], "--data", self.data, "--listen", "127.0.0.1:0"],
                                       stdout=subprocess.PIPE, stderr=log)
        word, self.address = self.server.stdout.readline().decode().split()
        self.assertEqual(word, "ready")

    def stop_office(self, kill=False):
        if self.server is None:
            return
        self.server.kill() if kill else self.server.terminate()
        self.server.wait(timeout=30)
        self.server.stdout.close()
        self.server = None

    def tablet(self, name, *words, **options):
        return self.run_plain("--db", self.path(name), "--office", self.address, *words, **options)

    def code_for(self, officer):
        return self.admin("device", "code", "--officer", officer, "--json").one()["code"]

    def enrol(self, name, officer):
        return self.ask(name, "enrol", self.code_for(officer)).one()

    def add(self, tablet, **fields):
        """A person of the home village; the id."""
        return self.ask(tablet, "add", "person", json.dumps({"village": VILLAGE, **fields})).one()["id"]

    def sync(self, name, status=DONE):
        return self.ask(name, "sync", status=status).one()

    def export(self, name, *words):
        answer = self.tablet(name, "export", *words)
        self.assertEqual(answer.status, DONE, answer.err)
        return answer.out
