"""How the pages of the working year answer when a partnership is large: 200 groups, 3,000 memberships, 2,000 meetings and
25,000 people, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

Each page is asked for in turn by somebody signed in, so that nothing comes from the cache; the 95th of a hundred answers
counts. Beside each stands the page about cookies of the same server: it shows the frame and asks for no record.
"""

import random
import re
import time

from ground import ask, engines, fresh, missed, row, serving, sign_in, slowest
from large import groups

PAGES = [
    "/groups", "/groups/bench-group-1", "/groups/bench-group-1/members", "/groups/bench-group-1/action-plan", "/groups/overlap",
    "/governance", "/governance/overview-group", "/meetings", "/progress", "/planner", "/my/tasks", "/handover",
    "/authorities/glasgow-city", "/establishments", "/framework/2025-26/thread/priority-1", "/framework/2025-26/approvals",
]
OVERLAP = "/groups/overlap"
FLOOR = "/cookies"


def fill(engine, folder, share):
    """People past the program, then groups, memberships and meetings through files."""
    people = 25000 * share // 100
    started = time.perf_counter()
    rows = [(f"bench-{at:05}", f"bench-person-{at:05}", f"Bench Person {at:05}", f"p{at}@bench.example", 1) for at in range(people)]
    engine.put("person", ["id", "key", "name", "email", "invented"], rows)
    groups(engine, folder, share, people, random.Random(11))
    return time.perf_counter() - started


def measure(port, cookie):
    """The 95th of a hundred answers of each page, in milliseconds; a page that is not there is left out and said."""
    found = {}
    for path in [FLOOR, *PAGES]:
        status, _, first, _ = ask(port, path, cookie)
        if status != 200:
            missed.append(f"{path} answered {status}")
            continue
        # What is counted once between two writes costs the first reader most, so the first answer is told beside the 95th.
        found[path], found["first", path] = slowest(port, path, cookie), first
    link = re.search(r'href="(/meetings/[a-z0-9-]+)"', ask(port, "/meetings", cookie)[1])
    for path in [link.group(1), link.group(1) + "/minutes"] if link else []:
        found[re.sub(r"/meetings/[a-z0-9-]+", "/meetings/{id}", path)] = slowest(port, path, cookie)
    return found


def main():
    with engines("year") as (folder, pg_port):
        results = {}
        for share in (10, 100):
            for name in ("SQLite", "PostgreSQL"):
                engine = fresh(name, share, folder, pg_port, "year")
                took = fill(engine, folder, share)
                print(f"{name}, {share} %: groups, memberships and meetings imported in {took:.1f} s", flush=True)
                with serving(engine) as (_, port):
                    results[name, share] = measure(port, sign_in(engine, port))
        for path in [path for path in results["SQLite", 100] if isinstance(path, str)]:
            cells, met = [], True
            for name in ("SQLite", "PostgreSQL"):
                small, large = results[name, 10].get(path), results[name, 100].get(path)
                if small is None or large is None:
                    cells.append(f"{name} not there")
                    continue
                floor = results[name, 100][FLOOR]
                limit = 200 if path == OVERLAP else 100
                first = results[name, 100].get(("first", path), large)
                met = met and large <= limit
                cells.append(f"{name} {large:6.1f} ms, the first {first:6.1f} ({large / floor:4.1f} x floor, growth {large / small:4.1f})")
            row(path, "  ".join(cells), f"under {200 if path == OVERLAP else 100} ms", met)


if __name__ == "__main__":
    main()
