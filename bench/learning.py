"""How the pages of professional learning answer when a partnership is large: 25,000 practitioners, 400 cohorts and 100,000
attendances, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

Practitioners and establishments come through the files people use, and the list of practitioners is timed. Cohorts, meetings
and marks are put into their tables, spread over four sessions; reach is asked for one of them and for all. Each page is asked
for by somebody signed in, so that nothing comes from the cache.
"""

import os
import random
import time

from ground import ask, engines, fresh, missed, row, run, serving, sign_in, slowest
from large import establishments, learning, practitioners

SHARES = [int(share) for share in os.environ.get("SHARES", "10,100").split(",")]
PLAIN = [
    "/programmes", "/cohorts/bench-cohort-1", "/cohorts/bench-cohort-1/register", "/reach?session=2025-26",
    "/reach?session=all", "/reach/coverage?session=2025-26", "/people", "/people/duplicates", "/my/learning",
]
ONE = "/api/v1/reach?session=2025-26&by=authority"
ALL = "/api/v1/reach?by=authority"
FLOOR = "/cookies"


def fill(engine, folder, share):
    """Everything, and how long the list of practitioners took."""
    chance = random.Random(13)
    schools, people = 1100 * share // 100, 25_000 * share // 100
    establishments(folder / "establishments.csv", schools)
    practitioners(folder / "practitioners.csv", people, schools, chance)
    run("import", "establishments", folder / "establishments.csv", *engine.place)
    started = time.perf_counter()
    run("import", "people", folder / "practitioners.csv", *engine.place)
    took = time.perf_counter() - started
    learning(engine, share, schools, chance)
    return took


def measure(port, cookie):
    """The 95th of a hundred answers of each page; a page that is not there is left out and said."""
    found = {}
    started = time.perf_counter()
    ask(port, "/people/duplicates", cookie)
    found["first look for duplicates"] = (time.perf_counter() - started) * 1000
    for path in [FLOOR, ONE, ALL, *PLAIN]:
        status, _, first, _ = ask(port, path, cookie)
        if status != 200:
            missed.append(f"{path} answered {status}")
            continue
        # What is counted once between two writes costs the first reader most, so the first answer is told beside the 95th.
        found[path], found["first", path] = slowest(port, path, cookie), first
    return found


def compare(results, path, limit):
    cells, met = [], True
    for name in ("SQLite", "PostgreSQL"):
        small, large = (results[name, share].get(path) for share in (SHARES[0], SHARES[-1]))
        if small is None or large is None:
            cells.append(f"{name} not there")
            continue
        first = results[name, SHARES[-1]]["first", path]
        met = met and large <= limit
        cells.append(f"{name} {large:6.1f} ms, the first {first:6.1f} ms (growth {large / small:4.1f})")
    row(path, "  ".join(cells), f"under {limit} ms", met)


def main():
    with engines("learning") as (folder, pg_port):
        results, took = {}, {}
        for share in SHARES:
            for name in ("SQLite", "PostgreSQL"):
                engine = fresh(name, share, folder, pg_port, "learning")
                took[name, share] = fill(engine, folder, share)
                with serving(engine) as (_, port):
                    results[name, share] = measure(port, sign_in(engine, port))
        most = SHARES[-1]
        cells = [f"{name} {took[name, most]:5.1f} s (growth {took[name, most] / took[name, SHARES[0]]:4.1f})" for name in ("SQLite", "PostgreSQL")]
        row(f"import of {25_000 * most // 100:,} practitioners", "  ".join(cells), "under 10 s", all(took[name, most] < 10 for name in ("SQLite", "PostgreSQL")))
        for path in (ONE, ALL):
            compare(results, path, 200)
        for path in PLAIN:
            compare(results, path, 100)
        first = [f"{name} {results[name, most]['first look for duplicates']:6.1f} ms" for name in ("SQLite", "PostgreSQL")]
        row("first look for duplicates after a list", "  ".join(first), "told, not judged", True)


main()
