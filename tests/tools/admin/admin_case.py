"""What the tests of pendata-admin share: running it, and offices to run it on.
A test file is started with the paths of the program and of the paper tablets, and calls main().
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

REGIONS = "data/sumedang/regions.csv"
VILLAGE_A, VILLAGE_B = "32.11.01.2001", "32.11.01.2002"
DONE, FAILED, WRONG_USE, UNFINISHED = 0, 1, 2, 3
NO_ID = "00000000-0000-7000-8000-000000000000"

program = tablets = None


class Answer:
    """What a command left behind."""

    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    def one(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def environment(lang=""):
    kept = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LANGUAGE")}
    return kept | ({"LANG": lang} if lang else {})


class AdminCase(unittest.TestCase):
    """Each test has a folder, and in it an office with Sumedang's regions and two officers."""

    # Making one takes a while: a copy is as good.
    pattern = None

    @classmethod
    def setUpClass(cls):
        cls.workshop = tempfile.mkdtemp()
        AdminCase.pattern = os.path.join(cls.workshop, "pattern")
        for command in (["init"],
                        ["regions", "import", REGIONS, "--scheme", "kemendagri", "--vintage", "2025"],
                        ["officer", "add", "Ani", "--role", "psm", "--region", VILLAGE_A],
                        ["officer", "add", "Budi", "--role", "tksk", "--region", "32.11.01"]):
            done = subprocess.run([program, "--data", cls.pattern, *command], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.workshop)

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=self.workshop)
        self.data = os.path.join(self.folder, "kantor")
        shutil.copytree(self.pattern, self.data)

    def path(self, name, content=None):
        """A file beside the office."""
        out = os.path.join(self.folder, name)
        if content is not None:
            with open(out, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return out

    def start(self, *command, data=None, **options):
        options.setdefault("stdout", subprocess.PIPE)
        return subprocess.Popen([program, "--data", data or self.data, *command], stdin=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, env=environment(), **options)

    def run_admin(self, *command, data=None, lang="", **options):
        return Answer(subprocess.run([program, "--data", data or self.data, *command], capture_output=True, text=True,
                                     stdin=subprocess.DEVNULL, env=environment(lang), **options))

    def ask(self, *command, data=None):
        """A command that must succeed, its result as JSON."""
        answer = self.run_admin(*command, "--json", data=data)
        self.assertEqual(answer.status, DONE, answer.err)
        return answer

    def refuse(self, status, *command, says=("", ""), data=None):
        """A command that must not succeed, and says why in both languages; the office stays as it is."""
        for lang, words in (("id", says[0]), ("en", says[1])):
            answer = self.run_admin(*command, "--lang", lang, data=data)
            self.assertEqual(answer.status, status, f"{command}: {answer.out} {answer.err}")
            self.assertIn(words, answer.err)
            self.assertTrue(answer.err.startswith("pendata-admin: "), answer.err)
        return answer

    def status(self):
        return self.ask("status").one()

    def tablets(self, *what):
        done = subprocess.run([tablets, self.data, *what], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def code(self, officer):
        return self.ask("device", "code", "--officer", officer).one()["code"]


def main():
    global program, tablets
    program, tablets = (os.path.abspath(path) for path in sys.argv[1:3])
    # The cases were imported from here under its own name.
    sys.modules["admin_case"].program, sys.modules["admin_case"].tablets = program, tablets
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
