"""How the pages of the working year answer when a partnership is large: 200 groups, 3,000 memberships, 2,000 meetings and
25,000 people, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

Each page is asked for in turn by somebody signed in, so that nothing comes from the cache; the 95th of a hundred answers
counts. Beside each stands the page about cookies of the same server: it shows the frame and asks for no record.
"""

import csv
import random
import re
import signal
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ground import AUTHORITIES, ask, fresh, missed, postgres, row, run, sign_in, slowest


WORDS = "literacy numeracy play assessment moderation pedagogy leadership nurture inclusion attendance curriculum digital gaelic languages science enquiry coaching transition families outdoor".split()
PAGES = [
    "/groups", "/groups/bench-group-1", "/groups/bench-group-1/members", "/groups/bench-group-1/action-plan", "/groups/overlap",
    "/governance", "/governance/overview-group", "/meetings", "/progress", "/planner", "/my/tasks", "/handover",
    "/authorities/glasgow-city", "/establishments", "/framework/2025-26/thread/priority-1", "/framework/2025-26/approvals",
]
OVERLAP = "/groups/overlap"
FLOOR = "/cookies"


def fill(engine, folder, share):
    """Groups, memberships and meetings through the same files people use."""
    chance = random.Random(11)
    groups, memberships, meetings, people = (200 * share // 100, 3000 * share // 100, 2000 * share // 100, 25000 * share // 100)
    with open(folder / "groups.toml", "w") as out:
        for at in range(1, groups + 1):
            remit = " ".join(chance.sample(WORDS, 8))
            out.write(f'[[group]]\nkey = "bench-group-{at}"\nname = "Bench group {at}"\nframework = "2025-26"\nworkstream = "leadership-of-learning"\n')
            out.write(f'kind = "group"\nremit = "Works on {remit}."\nrhythm = "monthly"\ncontact_office = "collaboration-officer"\n\n')
    with open(folder / "memberships.csv", "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("group,name,email,post,authority,establishment,partner,part,from,to".split(","))
        seen = set()
        while len(seen) < memberships:
            at, person = chance.randint(1, groups), chance.randrange(people)
            if (at, person) in seen:
                continue
            seen.add((at, person))
            writer.writerow([f"bench-group-{at}", f"Bench Person {person:05}", f"p{person}@bench.example", "Teacher", AUTHORITIES[person % 8], "", "", "member", "2025-08-25", ""])
    started = time.perf_counter()
    run("import", "groups", folder / "groups.toml", *engine.place)
    rows = [(f"bench-{at:05}", f"bench-person-{at:05}", f"Bench Person {at:05}", f"p{at}@bench.example", 1) for at in range(people)]
    engine.put("person", ["id", "key", "name", "email", "invented"], rows)
    run("import", "memberships", folder / "memberships.csv", *engine.place)
    meetings_file(folder / "meetings.toml", groups, meetings, chance)
    run("import", "meetings", folder / "meetings.toml", *engine.place)
    return time.perf_counter() - started


def meetings_file(path, groups, count, chance):
    with open(path, "w") as out:
        for at in range(count):
            month, day = chance.choice([(2025, 9), (2025, 10), (2025, 11), (2026, 1), (2026, 2), (2026, 3), (2026, 5)]), chance.randint(1, 28)
            out.write(f'[[meeting]]\nkey = "bench-meeting-{at}"\nholder = "group/bench-group-{at % groups + 1}"\n')
            out.write(f'day = "{month[0]}-{month[1]:02}-{day:02}"\ntime = "15:30"\nends = "16:30"\nmode = "online"\n\n')


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
    folder = Path(tempfile.mkdtemp(prefix="weft-year-"))
    server = None
    try:
        server, pg_port = postgres(folder)
        results = {}
        for share in (10, 100):
            for name in ("SQLite", "PostgreSQL"):
                engine = fresh(name, share, folder, pg_port, "year")
                took = fill(engine, folder, share)
                print(f"{name}, {share} %: groups, memberships and meetings imported in {took:.1f} s", flush=True)
                weft, port = engine.serve()
                try:
                    results[name, share] = measure(port, sign_in(engine, port))
                finally:
                    weft.send_signal(signal.SIGTERM)
                    weft.wait(timeout=30)
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
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
