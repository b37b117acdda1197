#!/usr/bin/env python3
"""Compares the breaks that the simulator knows with the tables of docs/testing.md, "Mutations":
break_table_test.py SIM PAGE
Every break has one row, which tells a seed, its profile where that is not the standard one, and the rule that found it; no row
tells of a break that is none.
"""

import collections
import re
import subprocess
import sys

ROW = re.compile(r"^\| `(\w+)` \| (\d+)(?: \((\w+)\))? \| (\w+) \|$")
TITLES = ("| break |", "|---|")


def breaks(sim):
    """By name, the profile in which it matters."""
    told = subprocess.run([sim, "--breaks"], capture_output=True, text=True, check=True, timeout=60).stdout
    return {name: profile for name, profile, _ in (line.split("  ", 2) for line in told.splitlines())}


def table_lines(page):
    with open(page, encoding="utf-8") as file:
        section = file.read().split("### Mutations\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if line.startswith("|") and not line.startswith(TITLES)]


def differences(known, lines):
    found = [(line, ROW.match(line)) for line in lines]
    rows = [row for _, row in found if row]
    times = collections.Counter(row[1] for row in rows)
    yield from (f"not a row of break, seed and finder: {line}" for line, row in found if not row)
    yield from (f"{name} has no row" for name in sorted(known) if not times[name])
    yield from (f"{name} has {number} rows" for name, number in sorted(times.items()) if number > 1)
    yield from (f"{name} is no break" for name in sorted(times) if name not in known)
    for row in rows:
        profile = row[3] or "standard"
        if profile != known.get(row[1], profile):
            yield f"{row[1]} matters in profile {known[row[1]]}, its row says {profile}"


def main():
    sim, page = sys.argv[1:]
    known = breaks(sim)
    if not known:
        sys.exit("the simulator knows no break")
    wrong = list(differences(known, table_lines(page)))
    if wrong:
        sys.exit(f"{page}:\n" + "\n".join(wrong))
    print(f"{len(known)} breaks, each in one row")


if __name__ == "__main__":
    main()
