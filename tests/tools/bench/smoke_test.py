#!/usr/bin/env python3
"""Runs one workload of pendata-bench small: smoke_test.py BENCH SERVER LIBRARY WORKLOAD
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
    "edits": ["edits_bytes_up", "edits_bytes_down", "edits_bytes_own_back", "edits_tablet_cpu", "edits_office_cpu"],
    "noop": ["noop_bytes", "noop_exchanges"],
    "session": ["session_bytes", "session_exchanges", "session_2g"],
    "disk": ["disk_reader", "disk_reader_indexed", "disk_author", "disk_office"],
    "scopes": [f"noop_{what}_of_{count}" for what in ("bytes", "exchanges") for count in (1, 48, 1108)],
    "rush": ["rush_wall", "rush_wait_p99", "rush_office_cpu"],
    "backlog": ["backlog_office_cpu", "backlog_rate", "live_memory", "live_memory_peak"],
    "idle": ["idle_memory", "idle_memory_each"],
    "tablet": ["tablet_open", "tablet_search", "tablet_search_p99", "tablet_save", "tablet_peak"],
    "notice": ["notice_median", "notice_worst"],
    "similar": ["similar_median", "similar_p99"],
    "library": ["library_size"],
    "reconcile": [f"reconcile_{case}_{what}" for case in ("one", "ten", "extra", "missing", "all", "empty", "crowded",
                  "many", "many_in_one") for what in ("up", "down", "exchanges", "cpu")],
    "growth": ["push_office_cpu_at_200", "noop_bytes_at_200", "edits_bytes_up_at_200", "import_cpu_at_200"],
}
FIGURES["all"] = sorted(name for workload, names in FIGURES.items() for name in names if workload != "growth")
WITHOUT_LIMIT = {"push_bytes_down", "pull_bytes_up", "noop_exchanges", "edits_bytes_own_back", "edits_tablet_cpu",
                 "edits_office_cpu", "session_exchanges", "live_memory", "live_memory_peak", "tablet_save", "similar_median",
                 "similar_p99", "library_size"} | {
    name for name in FIGURES["reconcile"] + FIGURES["scopes"] if "exchanges" in name or name.endswith("cpu")}
# Memory comes in pages: so few connections may not need a new one. A notice may overtake the receipt.
MAY_BE_ZERO = {"idle_memory_each", "reconcile_empty_up", "reconcile_empty_down", "notice_median", "notice_worst"}
# These invent their persons themselves.
WITHOUT_CENSUS = {"reconcile", "scopes", "rush", "backlog", "library", "growth"}
SHA256 = "workload_sha256"


def run(bench, server, library, workload, *more):
    command = [bench, workload, "--records", str(RECORDS), "--connections", str(CONNECTIONS), "--server", server,
               "--library", library, *more]
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
    bench, server, library, workload = sys.argv[1:]
    printed = run(bench, server, library, workload, "--json")
    check(printed.count("\n") == 1, f"not one line: {printed}")
    found = json.loads(printed)
    for name in FIGURES[workload]:
        check(name in found, f"{name} is missing: {printed}")
        check_figure(name, found[name])
    check(found["workload"] == workload and found["records"] == RECORDS, f"another run: {printed}")
    check(workload in WITHOUT_CENSUS or len(found[SHA256]) == 64, f"no digest: {printed}")
    if workload == "add":
        table = run(bench, server, library, workload, "--lang", "en")
        check("add_rate" in table and found[SHA256] in table, f"the same seed, another workload: {table}")
        wrong = subprocess.run([bench, "nonsense"], capture_output=True, stdin=subprocess.DEVNULL)
        check(wrong.returncode == 2, "an unknown workload is wrong use")


main()
