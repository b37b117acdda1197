#!/usr/bin/env python3
"""The simulator over fixed seeds: seeds_test.py SIM seeds FIRST COUNT | same SEED | words
seeds: every invariant holds, and over the set every fault happened. same: one seed, twice, tells the same to the
last event. words: help, version and wrong use.
"""

import json
import os
import subprocess
import sys


def run(sim, *arguments, expect=0):
    done = subprocess.run([sim, *arguments], capture_output=True, text=True, timeout=1700)
    if done.returncode != expect:
        sys.exit(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def check_seeds(sim, first, count):
    jobs = str(min(4, os.cpu_count() or 1))
    found = json.loads(run(sim, "--seed", first, "--seeds", count, "--jobs", jobs, "--json").stdout)
    assert found["failed"] == [] and found["seeds"] == int(count), found
    assert found["virtual_days"] > 29 * int(count), found
    # The office goes back in time in a profile of its own.
    elsewhere = {"office_restored", "office_copied_back", "restored_twice"}
    never = [name for name, times in found["faults"].items() if times == 0 and name not in elsewhere]
    assert not never, f"faults that never happened: {never}"
    print(json.dumps(found))


def check_same(sim, seed):
    first, second = (run(sim, "--seed", seed, "--trace", "--lang", "en").stderr for _ in range(2))
    assert first == second and len(first.splitlines()) > 200, "the same seed went another way"
    other = run(sim, "--seed", str(int(seed) + 1), "--trace", "--lang", "en").stderr
    assert other != first, "another seed went the same way"


def check_words(sim):
    assert "--seed 1 --seeds" in run(sim, "--help", "--lang", "en").stdout
    assert "Contoh" in run(sim, "--help", "--lang", "id").stdout
    assert run(sim, "--version").stdout.strip()
    run(sim, "--profile", "nowhere", expect=2)
    run(sim, "--break", "nothing_of_the_kind", expect=2)
    assert run(sim, "--breaks").stdout.count("\n") > 2


if __name__ == "__main__":
    check = {"seeds": check_seeds, "same": check_same, "words": check_words}[sys.argv[2]]
    check(sys.argv[1], *sys.argv[3:])
