"""How the site answers while 200 people use it at once: 1,000 establishments, 25,000 people, 200 groups, 2,000 meetings, 400
cohorts and 100,000 attendances, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

First 200 people read and write as people do, five to twenty seconds between two steps: 90 without an account, 70 practitioners
with an account each, 40 who keep the records; one step in eight opens a form, and after a while sends it. This run is judged.
Then 200 connections of wrk ask for the same pages without a pause while one person writes: what the machine gives at most, told.
And while the list of 25,000 practitioners is imported beside the server, 40 people read with short pauses.

Every answer but 200, 303 and 304 is an error. Times are those of whole answers over connections that stay open.
"""

import http.client
import os
import random
import re
import subprocess
import threading
import time
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

import large
from forms import open_form
from ground import AUTHORITIES, Person, ask, engines, fresh, missed, row, run, serving, sign_in

SHARES = [int(share) for share in os.environ.get("SHARES", "10,100").split(",")]
SECONDS = int(os.environ.get("SECONDS_EACH", "120"))
FLAT_OUT = int(os.environ.get("SECONDS_FLAT_OUT", "20"))
ENGINES = ("SQLite", "PostgreSQL")
USERS, READERS = 200, 40
PAUSE = (5, 20)
ALONE = 20
GOOD = (200, 303, 304)
P95, P99, P95_IMPORT, MEMORY, IMPORT = 150, 400, 300, 256, 10
WRK = Path(__file__).with_name("users.lua")
OFFICES = ["Collaboration Officer", "Workstream lead", "Authority officer", "Evaluation lead", "Administrator", "Programme lead"]

# Who does what, as often as the number says. What stands in braces is chosen anew each time.
VISITOR = {
    "/": 4, "/framework/2025-26": 3, "/framework/2025-26/thread": 1, "/indicators": 5, "/indicators/{indicator}": 4,
    "/authorities/{authority}": 3, "/establishments": 2, "/establishments/{school}": 5, "/groups": 3, "/groups/{group}": 6,
    "/programmes": 3, "/cohorts/{cohort}": 5, "/search?q={word}": 6, "/publications": 2, "/meetings": 2, "a form": 4,
}
PRACTITIONER = {
    "/my/learning": 10, "/my/tasks": 6, "/groups/{group}": 4, "/cohorts/{cohort}": 4, "/programmes": 2, "/search?q={word}": 4,
    "/indicators": 2, "/planner": 2, "a form": 6,
}
OFFICER = {
    "/my/tasks": 8, "/groups/{group}": 4, "/groups/{group}/members": 3, "/groups/{group}/action-plan": 2, "/groups": 2,
    "/meetings": 2, "/meetings/{meeting}": 3, "/progress": 3, "/cohorts/{cohort}/register": 3, "/people?q={word}": 3,
    "/reach?session=2025-26": 2, "/counts": 1, "/governance": 1, "/indicators": 2, "/indicators/{indicator}": 2,
    "/search?q={word}": 3, "a register": 5, "a report": 4,
}
LEAD = {
    "/my/tasks": 8, "/groups/{group}": 5, "/groups": 3, "/meetings": 3, "/indicators": 4, "/indicators/{indicator}": 3,
    "/authorities/{authority}": 2, "/planner": 2, "/search?q={word}": 3, "/reach?session=2025-26": 2,
}


class Answers:
    """How long every answer took, by the kind of page, and what went wrong."""

    def __init__(self):
        self.times, self.wrong, self.lock = defaultdict(list), defaultdict(int), threading.Lock()

    def timed(self, kind, person, method, path, body=None):
        started = time.perf_counter()
        try:
            status, text, where = person.ask(method, path, body)
        except (OSError, http.client.HTTPException) as fault:
            person.connection.close()
            status, text, where = type(fault).__name__, "", ""
        took = (time.perf_counter() - started) * 1000
        with self.lock:
            self.times[kind].append(took)
            if status not in GOOD:
                self.wrong[f"{kind} answered {status}"] += 1
        return text, where

    def all(self):
        return sorted(took for times in self.times.values() for took in times)


def share_of(times, share):
    return times[min(len(times) - 1, max(0, round(len(times) * share) - 1))] if times else 0.0


class World:
    """What there is to look at in one partnership, and who looks."""

    def __init__(self, engine, port, share):
        self.port, self.places = port, {
            "authority": AUTHORITIES, "word": large.WORDS + large.FORENAMES, "school": [f"{8000000 + at}-p" for at in range(1000 * share // 100)],
            "group": [f"bench-group-{at}" for at in range(1, 200 * share // 100 + 1)],
            "cohort": [f"bench-cohort-{at}" for at in range(1, 400 * share // 100 + 1)],
            "indicator": sorted(set(re.findall(r'href="/indicators/([a-z0-9-]+)"', ask(port, "/indicators")[1]))),
        }
        self.offices = [sign_in(engine, port, office) for office in OFFICES]
        self.officer = self.offices[0]
        self.places["meeting"] = sorted(key for key in engine.ids("meeting") if key.startswith("bench-"))
        self.form = open_form(port, self.officer)
        self.reports = [self.report(f"bench-group-{at}") for at in range(1, 13)]
        self.registers = [f"/cohorts/bench-cohort-{at}/register/{number}" for at in range(4, 400 * share // 100, 4) for number in range(1, 6)]
        self.practitioners = accounts(engine, 70)

    def report(self, group):
        """The address of a group's report, as the letter to its lead gives it."""
        status, _, where = Person(self.port, self.officer).send(f"/groups/{group}/progress", f"/groups/{group}/progress/link", {})
        if status != 303:
            raise SystemExit(f"the report of {group} was not opened: {status}")
        return where

    def users(self):
        """200 people: a connection, what they do, and by chance in what order."""
        for at in range(USERS):
            cookie, does = None, VISITOR
            if at % 20 >= 16:
                # Half of those who keep records are officers of the partnership.
                cookie, does = (self.officer, OFFICER) if at % 2 else (self.offices[at // 2 % len(self.offices)], LEAD)
            elif at % 20 >= 9:
                cookie, does = self.practitioners[at % len(self.practitioners)], PRACTITIONER
            yield Person(self.port, cookie), does, random.Random(at)

    def path(self, kind, chance):
        if kind == "a form":
            return self.form
        if kind == "a register":
            return chance.choice(self.registers)
        if kind == "a report":
            return chance.choice(self.reports) + "/changed"
        return re.sub(r"\{(\w+)\}", lambda found: chance.choice(self.places[found.group(1)]), kind)

    def step(self, answers, person, does, chance, pause=lambda: None):
        """One page; where it is a form, it is also filled in and sent."""
        kind = chance.choices(list(does), does.values())[0]
        path = self.path(kind, chance)
        text, _ = answers.timed(kind, person, "GET", path)
        if kind.startswith("a ") and (fields := filled(kind, text, chance)):
            pause()
            answers.timed(f"{kind}, sent", person, "POST", path, fields)


def filled(kind, text, chance):
    """The fields of a form as one person fills it in; nothing where the page has none."""
    key = re.search(r'name="form_key" value="([^"]+)"', text)
    if not key:
        return None
    fields = {"form_key": key.group(1)}
    if kind == "a form":
        return {**fields, "q-worth-the-time": "agree", "q-more-knowledge": "strongly-agree", "q-will-use": f"Idea {chance.random()}"}
    if kind == "a report":
        return {**fields, "changed": f"Wrote and tried {chance.random()}."}
    marked = re.findall(r'name="was-([^"]+)" value="([^"]*)"', text)
    if not marked:
        return None
    person, was = chance.choice(marked)
    return {**fields, f"was-{person}": was, f"mark-{person}": chance.choice(["present", "late", "absent", "apologies"])}


def accounts(engine, many):
    """Accounts of practitioners who are signed in, past the program: a letter with a link makes them otherwise."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    people = [(person, email) for email, person in sorted(engine.ids("person", "email").items()) if email.endswith("@bench.example")][:many]
    tokens = [sha256(f"bench {person}".encode()).hexdigest()[:32] for person, _ in people]
    engine.put("account", ["id", "person_id", "email", "created_at"], [(f"bench-account-{person}", person, email, now) for person, email in people])
    rows = [(sha256(token.encode()).hexdigest(), f"bench-account-{person}", now, now, "127.0.0.1") for token, (person, _) in zip(tokens, people)]
    engine.put("sign_in", ["token_hash", "account_id", "created_at", "last_seen_at", "address"], rows)
    return [f"sign-in={token}" for token in tokens]


def crowd(users, step, until, pause):
    """Lets everybody take steps, each after a pause, until it is over."""
    def live(person, does, chance):
        wait = lambda: until.wait(chance.uniform(*pause))
        until.wait(chance.uniform(0, pause[1]))
        while not until.is_set():
            step(person, does, chance, wait)
            wait()
    threads = [threading.Thread(target=live, args=user) for user in users]
    for thread in threads:
        thread.start()
    return threads


def memory(server, what):
    return int(re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text()).group(1)) / 1024


def fill(engine, folder, share):
    """Everything; and what readers found while the practitioners were imported beside the server."""
    chance, schools, people = random.Random(17), 1000 * share // 100, 25_000 * share // 100
    large.establishments(folder / "establishments.csv", schools)
    large.practitioners(folder / "practitioners.csv", people, schools, chance)
    run("import", "establishments", folder / "establishments.csv", *engine.place)
    answers, until = Answers(), threading.Event()
    pages = ["/", "/framework/2025-26", "/indicators", "/groups", "/establishments", "/programmes", "/my/tasks"]
    with serving(engine) as (_, port):
        cookie = sign_in(engine, port)
        # Fewer than in the other run, without their long pauses: as many answers a second, all while the import lasts.
        readers = [(Person(port, cookie if at % 2 else None), pages, random.Random(at)) for at in range(READERS)]
        threads = crowd(readers, lambda person, does, chance, _: answers.timed("a page", person, "GET", chance.choice(does)), until, (1, 3))
        started = time.perf_counter()
        run("import", "people", folder / "practitioners.csv", *engine.place)
        took = time.perf_counter() - started
        until.set()
        [thread.join() for thread in threads]
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
    chance, lines, until, answers = random.Random(29), [], threading.Event(), Answers()
    for person, does, order in world.users():
        reads = {kind: often for kind, often in does.items() if kind.startswith("/")}
        lines += [f"{world.path(kind, order)}\t{person.headers.get('cookie', '')}" for kind in order.choices(list(reads), reads.values(), k=20)]
    chance.shuffle(lines)
    (folder / "asked.txt").write_text("\n".join(lines) + "\n")
    writers = [(Person(world.port, world.officer), {"a register": 1, "a report": 1, "a form": 1}, chance)]
    threads = crowd(writers, lambda *user: world.step(answers, *user[:3]), until, (0.9, 1.1))
    line = ["wrk", "-t1", f"-c{USERS}", f"-d{FLAT_OUT}s", "--timeout", "60s", "-s", str(WRK), f"http://127.0.0.1:{world.port}", "--", str(folder / "asked.txt")]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    until.set()
    [thread.join() for thread in threads]
    found = {name: float(value) for name, value in re.findall(r"^weft (\w+) ([\d.]+)$", said, re.M)}
    return found, answers


def measure(engine, folder, share):
    found = {}
    found["import"], found["meanwhile"] = fill(engine, folder, share)
    with serving(engine) as (server, port):
        start = memory(server, "VmRSS")
        world = World(engine, port, share)
        found["alone"] = alone(world)
        answers, until = Answers(), threading.Event()
        threads = crowd(world.users(), lambda *user: world.step(answers, *user), until, PAUSE)
        time.sleep(SECONDS)
        until.set()
        [thread.join() for thread in threads]
        found["crowd"], lived = answers, memory(server, "VmRSS")
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
    row(f"memory, {name}", figures, f"under {MEMORY} MB", peak < MEMORY)
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
