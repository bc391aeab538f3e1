"""How the site answers while 200 people use it at once: 1,000 establishments, 25,000 people, 200 groups, 2,000 meetings, 400
cohorts and 100,000 attendances, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

First each page is asked for by one person alone, for comparison. Then 200 people read and write as people do, five to twenty
seconds between two steps; steps.py says who they are and what they do, forms among it. This run is judged. Then 200 connections
of wrk ask for the same pages without a pause while one person writes once a second: what the machine gives at most, told. And
while the list of 25,000 practitioners is imported beside the server, 40 people read with short pauses; that is judged too.

Every answer but 200, 303 and 304 is an error. Times are those of whole answers over connections that stay open.
"""

import os
import random
import re
import subprocess
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import large
from ground import Person, engines, fresh, row, run, serving, sign_in
from steps import LEAD, OFFICER, PRACTITIONER, USERS, VISITOR, Answers, World

SHARES = [int(share) for share in os.environ.get("SHARES", "10,100").split(",")]
SECONDS = int(os.environ.get("SECONDS_EACH", "120"))
FLAT_OUT = int(os.environ.get("SECONDS_FLAT_OUT", "20"))
ENGINES = ("SQLite", "PostgreSQL")
READERS = 40
PAUSE = (5, 20)
ALONE = 20
P95, P99, P95_IMPORT, MEMORY, IMPORT = 150, 400, 300, 256, 10
WRK = Path(__file__).with_name("users.lua")


def share_of(times, share):
    return times[min(len(times) - 1, max(0, round(len(times) * share) - 1))] if times else 0.0


@contextmanager
def crowd(users, step, pause):
    """Lets everybody take steps, each after a pause, as long as the block lasts."""
    over = threading.Event()

    def live(person, does, chance):
        wait = lambda: over.wait(chance.uniform(*pause))
        over.wait(chance.uniform(0, pause[1]))
        while not over.is_set():
            step(person, does, chance, wait)
            wait()

    threads = [threading.Thread(target=live, args=user) for user in users]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def memory(server, what):
    return int(re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text()).group(1)) / 1024


def fill(engine, folder, share):
    """Everything; and what readers found while the practitioners were imported beside the server."""
    chance, schools, people = random.Random(17), 1000 * share // 100, 25_000 * share // 100
    large.establishments(folder / "establishments.csv", schools)
    large.practitioners(folder / "practitioners.csv", people, schools, chance)
    run("import", "establishments", folder / "establishments.csv", *engine.place)
    answers = Answers()
    pages = ["/", "/framework/2025-26", "/indicators", "/groups", "/establishments", "/programmes", "/my/tasks"]
    with serving(engine) as (_, port):
        cookie = sign_in(engine, port)
        # Fewer than in the other run, without their long pauses: as many answers a second, all while the import lasts.
        readers = [(Person(port, cookie if at % 2 else None), pages, random.Random(at)) for at in range(READERS)]
        with crowd(readers, lambda person, does, chance, _: answers.timed("a page", person, "GET", chance.choice(does)), (1, 3)):
            started = time.perf_counter()
            run("import", "people", folder / "practitioners.csv", *engine.place)
            took = time.perf_counter() - started
    engine.analyse()
    large.groups(engine, folder, share, people, chance)
    large.learning(engine, share, schools, chance)
    return took, answers


def alone(world):
    """The 95th answer of each kind of page to one person alone."""
    answers, chance = Answers(), random.Random(23)
    for does, cookie in ((VISITOR, None), (PRACTITIONER, world.practitioners[0]), (LEAD, world.offices[1]), (OFFICER, world.officer)):
        person = Person(world.port, cookie)
        for kind in does:
            for _ in range(ALONE):
                world.step(answers, person, {kind: 1}, chance)
    return answers


def flat_out(world, folder):
    """200 connections without a pause, and one person who writes once a second; what wrk says."""
    chance, lines, answers = random.Random(29), [], Answers()
    for person, does, order in world.users():
        reads = {kind: often for kind, often in does.items() if kind.startswith("/")}
        lines += [f"{world.path(kind, order)}\t{person.headers.get('cookie', '')}" for kind in order.choices(list(reads), reads.values(), k=20)]
    chance.shuffle(lines)
    (folder / "asked.txt").write_text("\n".join(lines) + "\n")
    writers = [(Person(world.port, world.officer), {"a register": 1, "a report": 1, "a form": 1}, chance)]
    line = ["wrk", "-t1", f"-c{USERS}", f"-d{FLAT_OUT}s", "--timeout", "60s", "-s", str(WRK), f"http://127.0.0.1:{world.port}", "--", str(folder / "asked.txt")]
    with crowd(writers, lambda *user: world.step(answers, *user[:3]), (0.9, 1.1)):
        said = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    found = {name: float(value) for name, value in re.findall(r"^weft (\w+) ([\d.]+)$", said, re.M)}
    return found, answers


def measure(engine, folder, share):
    found = {}
    found["import"], found["meanwhile"] = fill(engine, folder, share)
    with serving(engine) as (server, port):
        start = memory(server, "VmRSS")
        world = World(engine, port, share)
        found["alone"] = alone(world)
        found["crowd"] = answers = Answers()
        with crowd(world.users(), lambda *user: world.step(answers, *user), PAUSE):
            time.sleep(SECONDS)
        lived = memory(server, "VmRSS")
        found["flat out"], found["writer"] = flat_out(world, folder)
        found["memory"] = (start, lived, memory(server, "VmRSS"), memory(server, "VmHWM"))
    return found


def shown(answers):
    times = answers.all()
    return tuple(share_of(times, share) for share in (0.5, 0.95, 0.99, 1))


def tell(name, small, most):
    """The lines of one engine: a tenth beside the whole."""
    p50, p95, p99, worst = shown(most["crowd"])
    count, before = len(most["crowd"].all()), shown(small["crowd"])[1]
    figures = f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, worst {worst:.0f} ms; {count / SECONDS:.1f}/s; p95 grew {p95 / before:.1f}"
    row(f"{USERS} people, {name}", figures, f"{P95}, {P99} ms", p95 <= P95 and p99 <= P99)
    faults = defaultdict(int)
    for found in (small, most):
        for part in ("alone", "crowd", "meanwhile", "writer"):
            for what, often in found[part].wrong.items():
                faults[what] += often
        faults["wrk"] += int(found["flat out"]["wrong"])
    told = [f"{what} {often} times" for what, often in faults.items() if often]
    row(f"errors, {name}", "; ".join(told) or f"none of {count + int(most['flat out']['answers'])} answers", "none", not told)
    start, lived, after, peak = most["memory"]
    figures = f"at the start {start:.0f} MB, after the people {lived:.0f} MB, after wrk {after:.0f} MB, at most {peak:.0f} MB; at a tenth {small['memory'][3]:.0f} MB"
    row(f"memory of the server, {name}", figures, f"under {MEMORY} MB", peak < MEMORY)
    _, p95, p99, worst = shown(most["meanwhile"])
    figures = f"{most['import']:.1f} s (growth {most['import'] / small['import']:.1f}); {len(most['meanwhile'].all())} pages meanwhile: p95 {p95:.1f} ms, worst {worst:.0f} ms"
    row(f"import beside readers, {name}", figures, f"{IMPORT} s, {P95_IMPORT} ms", most["import"] <= IMPORT and p95 <= P95_IMPORT)
    flat, before = most["flat out"], small["flat out"]
    figures = f"{flat['rate']:.0f}/s (at a tenth {before['rate']:.0f}/s), p50 {flat['p50']:.0f} ms, p95 {flat['p95']:.0f} ms, p99 {flat['p99']:.0f} ms"
    row(f"{USERS} connections without a pause, {name}", figures, "told", True)
    slow = sorted(most["crowd"].times, key=lambda kind: -share_of(sorted(most["crowd"].times[kind]), 0.95))[:8]
    for kind in slow:
        among = sorted(most["crowd"].times[kind])
        by_one, at_tenth = (share_of(sorted(found["alone"].times[kind]), 0.95) for found in (most, small))
        print(f"{'':<8}{kind:<34} p95 {share_of(among, 0.95):6.1f} ms of {len(among):4}; one person alone {by_one:6.1f} ms, at a tenth {at_tenth:6.1f} ms", flush=True)


def main():
    with engines("users") as (folder, pg_port):
        results = {}
        for share in SHARES:
            for name in ENGINES:
                engine = fresh(name, share, folder, pg_port, "users")
                results[name, share] = measure(engine, folder, share)
                p50, p95, p99, _ = shown(results[name, share]["crowd"])
                print(f"{name}, {share} %: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms", flush=True)
        for name in ENGINES:
            tell(name, results[name, SHARES[0]], results[name, SHARES[-1]])


if __name__ == "__main__":
    main()
