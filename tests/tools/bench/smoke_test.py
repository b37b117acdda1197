#!/usr/bin/env python3
"""Runs one workload of pendata-bench small: smoke_test.py BENCH SERVER WORKLOAD
Checks the keys docs/cli.md promises and that every figure is a sane number; never how long anything took.
"""

import json
import subprocess
import sys

RECORDS = 200
CONNECTIONS = 12

FIGURES = {
    "add": ["add_rate", "add_cpu", "add_median", "add_p99"],
    "import": ["import_rate", "import_cpu", "index_rate", "index_cpu"],
    "push": ["push_wall", "push_tablet_cpu", "push_office_cpu", "push_bytes_up", "push_bytes_down"],
    "pull": ["pull_wall", "pull_tablet_cpu", "pull_office_cpu", "pull_bytes_down", "pull_bytes_up"],
    "noop": ["noop_bytes", "noop_exchanges"],
    "disk": ["disk_reader", "disk_reader_indexed", "disk_author", "disk_office"],
    "idle": ["idle_memory", "idle_memory_each"],
    "reconcile": [f"reconcile_{case}_{what}" for case in ("one", "ten", "extra", "missing", "all", "empty", "crowded",
                  "many", "many_in_one") for what in ("up", "down", "exchanges", "cpu")],
}
FIGURES["all"] = sorted(name for workload, names in FIGURES.items() for name in names if workload != "reconcile")
WITHOUT_LIMIT = {"push_bytes_down", "pull_bytes_up", "noop_exchanges"} | {
    name for name in FIGURES["reconcile"] if name.endswith(("exchanges", "cpu"))}
# Memory comes in pages: so few connections may not need a new one.
MAY_BE_ZERO = {"idle_memory_each", "reconcile_empty_up", "reconcile_empty_down"}
SHA256 = "workload_sha256"


def run(bench, server, workload, *more):
    command = [bench, workload, "--records", str(RECORDS), "--connections", str(CONNECTIONS), "--server", server, *more]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr}")
    return done.stdout


def check(condition, text):
    if not condition:
        sys.exit(text)


def check_figure(name, figure):
    check(set(figure) >= {"value", "unit", "limit", "ratio", "limit_is"}, f"{name}: keys are missing: {figure}")
    least = 0 if name in MAY_BE_ZERO else 1e-9
    check(figure["value"] >= least, f"{name}: not a sane value: {figure}")
    if name in WITHOUT_LIMIT:
        check(figure["limit"] is None and figure["ratio"] is None, f"{name}: has no limit: {figure}")
    elif name not in MAY_BE_ZERO:
        check(figure["limit"] > 0 and figure["ratio"] > 0, f"{name}: not a sane limit: {figure}")


def main():
    bench, server, workload = sys.argv[1:]
    printed = run(bench, server, workload, "--json")
    check(printed.count("\n") == 1, f"not one line: {printed}")
    found = json.loads(printed)
    for name in FIGURES[workload]:
        check(name in found, f"{name} is missing: {printed}")
        check_figure(name, found[name])
    check(found["workload"] == workload and found["records"] == RECORDS, f"another run: {printed}")
    check(workload == "reconcile" or len(found[SHA256]) == 64, f"no digest: {printed}")
    if workload == "add":
        table = run(bench, server, workload, "--lang", "en")
        check("add_rate" in table and found[SHA256] in table, f"the same seed, another workload: {table}")
        wrong = subprocess.run([bench, "nonsense"], capture_output=True, stdin=subprocess.DEVNULL)
        check(wrong.returncode == 2, "an unknown workload is wrong use")


main()
