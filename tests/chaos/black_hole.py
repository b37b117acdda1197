#!/usr/bin/env python3
"""A path that swallows large packets: one call of sync finds it, goes on with small segments and brings everything in;
the next call knows it already. black_hole.py --bin DIR --data DIR
"""

import argparse
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "tools" / "census_day")]

from programs import Failed, Office, Tablet, free_port  # noqa: E402
from proxy import PROFILES, Proxy  # noqa: E402

VILLAGE = "32.11.01.2001"
ROWS = 300


def demand(true, words):
    if not true:
        raise Failed(words)


def collect(tablet, folder, first):
    rows = folder / f"{first}.jsonl"
    dice = random.Random(first)
    rows.write_text("\n".join(json.dumps({"name": f"Warga {dice.randrange(10**9)}", "mother_name": f"Ibu {dice.randrange(10**9)}",
                                          "village": VILLAGE, "phone": f"0813{dice.randrange(10**8):08}"}) for _ in range(ROWS)), encoding="utf-8")
    demand(tablet.call_json("import", "person", rows)["added"] == ROWS, "not all rows were added")


def timed_sync(tablet, office, limit_s):
    begun = time.monotonic()
    told = tablet.call_json("--office", office, "sync", "--timeout", str(limit_s), expect=(0,))
    demand(told["ok"] and told["converged"] and told["pushed"] >= ROWS, f"not all is in: {told}")
    return time.monotonic() - begun


def play(programs, data, work, started):
    office = Office(programs, work / "office", free_port())
    proxy = None
    try:
        office.admin("init", "--regency", "32.11", "--advertise", f"127.0.0.1:{office.port}")
        office.admin("regions", "import", data / "sumedang" / "regions.csv", "--scheme", "kemendagri", "--vintage", "2025")
        office.start()
        office.admin("officer", "add", "Ani", "--role", "psm", "--region", VILLAGE)
        tablet = Tablet(programs, work, "Ani", "psm", [VILLAGE])
        tablet.call("enrol", office.admin_json("device", "code", "--officer", "Ani")["code"])
        tablet.sync(expect=(0,))
        proxy = Proxy(office.port, 1, PROFILES["black-hole"])
        address = f"127.0.0.1:{proxy.port}"

        collect(tablet, work, 0)
        first = timed_sync(tablet, address, 150)
        demand(proxy.counts["swallowing"] == 1, "the path swallowed nothing: nothing was shown")
        demand(proxy.counts["connections"] == 2, "small segments were not tried at once")

        collect(tablet, work, ROWS)
        second = timed_sync(tablet, address, 60)
        demand(proxy.counts["swallowing"] == 1, "what the path is like was forgotten")
        demand(tablet.call_json("status")["stuck"] is None, "stuck, it says")
        demand(tablet.call("export") == office.admin("export", "--scope", VILLAGE, "--compartments", "S0"), "tablet and office differ")
        print(json.dumps({"first_s": round(first, 1), "second_s": round(second, 1), "seconds": round(time.monotonic() - started, 1)}))
    finally:
        if proxy is not None:
            proxy.stop()
        office.kill()


def main():
    parser = argparse.ArgumentParser(description="A path that swallows large packets.")
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="pendata-black-hole-"))
    try:
        play(arguments.bin, arguments.data, work, time.monotonic())
    except Failed as failure:
        print(f"FAILED ({work}): {failure}", file=sys.stderr)
        return 1
    shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
