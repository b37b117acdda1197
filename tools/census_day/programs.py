"""The programs as a person would run them: an office process, tablets at the command line. Every call checks
its exit status and says what it ran when that was not expected.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading

CALL_TIMEOUT_S = 300
READY_TIMEOUT_S = 30


class Failed(Exception):
    """A program did not do what the day needs."""


def run(command, expect=(0,), stdin=None):
    """Runs a program to its end; its standard output."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=CALL_TIMEOUT_S)
    if done.returncode not in expect:
        shown = " ".join(str(part) for part in command)
        raise Failed(f"{shown}\n  ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Office:
    """The folder of an office, its server process, and the admin's commands."""

    def __init__(self, programs: pathlib.Path, folder: pathlib.Path, port: int):
        self.programs, self.folder, self.port = programs, folder, port
        self.log_path = folder.parent / "office.log"
        self.process = None

    def admin(self, *words, expect=(0,)):
        return run([self.programs / "pendata-admin", "--data", self.folder, *words], expect)

    def admin_json(self, *words, expect=(0,)):
        return json.loads(self.admin(*words, "--json", expect=expect))

    def start(self):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [self.programs / "pendata-server", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        ready = []
        reader = threading.Thread(target=lambda: ready.append(self.process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(READY_TIMEOUT_S)
        if not ready or not ready[0].startswith("ready "):
            self.kill()
            raise Failed(f"the office did not become ready; its log: {self.log_path}")

    def stop(self):
        """SIGTERM: finishes what it has promised and ends with 0."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(CALL_TIMEOUT_S)
        self.process.stdout.close()
        self.process = None
        if status != 0:
            raise Failed(f"the office ended with {status} on SIGTERM; its log: {self.log_path}")

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None


class Tablet:
    """One officer's database on one tablet."""

    def __init__(self, programs: pathlib.Path, folder: pathlib.Path, name: str, role: str, regions: list):
        self.programs, self.name, self.role, self.regions = programs, name, role, regions
        self.file = folder / f"{name.replace(' ', '-').lower()}.db"
        self.saved = {}  # id -> name: what `pendata` said was saved

    def command(self, *words):
        return [self.programs / "pendata", "--db", self.file, *words]

    def call(self, *words, expect=(0,), stdin=None):
        return run(self.command(*words), expect, stdin)

    def call_json(self, *words, expect=(0,), stdin=None):
        return json.loads(self.call(*words, "--json", expect=expect, stdin=stdin))

    def sync(self, expect=(0, 3)):
        return self.call_json("sync", "--timeout", "120", expect=expect)

    def sync_killed(self, after_s):
        """Begins a sync and kills it; whether it was still at it."""
        process = subprocess.Popen(self.command("sync", "--json"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait() == -signal.SIGKILL


def in_parallel(work, items, workers=4):
    """Runs work(item) for all items on a few threads; the results in order. The first failure is raised."""
    items = list(items)
    results, failures, lock = [None] * len(items), [], threading.Lock()
    left = iter(range(len(items)))

    def worker():
        while True:
            with lock:
                place = next(left, None)
            if place is None or failures:
                return
            try:
                results[place] = work(items[place])
            except Exception as failure:  # re-raised below, on the caller's thread
                failures.append(failure)
                return

    threads = [threading.Thread(target=worker) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def wipe(folder: pathlib.Path):
    import shutil
    if folder.exists():
        shutil.rmtree(folder)
    os.makedirs(folder)
