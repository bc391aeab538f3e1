"""How the pages of the working year answer when a partnership is large: 200 groups, 3,000 memberships, 2,000 meetings and
25,000 people, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

Each page is asked for in turn by somebody signed in, so that nothing comes from the cache; the 95th of a hundred answers
counts. Beside each stands the page about cookies of the same server: it shows the frame and asks for no record.
"""

import csv
import http.client
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

WEFT = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parent.parent
ASKED = int(os.environ.get("ASKED", "100"))
AUTHORITIES = ["east-dunbartonshire", "east-renfrewshire", "glasgow-city", "inverclyde", "north-lanarkshire", "renfrewshire", "south-lanarkshire", "west-dunbartonshire"]
WORDS = "literacy numeracy play assessment moderation pedagogy leadership nurture inclusion attendance curriculum digital gaelic languages science enquiry coaching transition families outdoor".split()
PAGES = [
    "/groups", "/groups/bench-group-1", "/groups/bench-group-1/members", "/groups/bench-group-1/action-plan", "/groups/overlap",
    "/governance", "/governance/overview-group", "/meetings", "/progress", "/planner", "/my/tasks", "/handover",
    "/authorities/glasgow-city", "/establishments", "/framework/2025-26/thread/priority-1", "/framework/2025-26/approvals",
]
OVERLAP = "/groups/overlap"
FLOOR = "/cookies"
missed = []


def row(what, figures, target, met):
    print(f"{what:<44} {figures:<70} {target:<16} {'met' if met else 'MISSED'}", flush=True)
    if not met:
        missed.append(what)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*line):
    done = subprocess.run([WEFT, *map(str, line)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"weft {' '.join(map(str, line))}: {done.stderr[:2000]}")
    return done.stdout


class Engine:
    """Where one partnership lives: a folder, and for PostgreSQL a database of a server of our own."""

    def __init__(self, name, folder, url=None):
        self.name, self.folder, self.place = name, folder, ["--data", str(folder)]
        if url:
            self.place += ["--database-url", url]
        self.url = url

    def serve(self, command="serve"):
        port = free_port()
        log = open(self.folder.parent / f"{self.name}.log", "ab")
        line = [WEFT, command, *self.place, "--port", str(port)]
        server = subprocess.Popen(line, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "WEFT_LOG": "error"})
        for _ in range(6000):
            try:
                if ask(port, "/healthz")[0] == 200:
                    return server, port
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"{self.name}: nothing answered; see the log")

    def people(self, count):
        """Puts people into the table as a register would: they are only there to be many."""
        rows = [(f"bench-{at:05}", f"bench-person-{at:05}", f"Bench Person {at:05}", f"p{at}@bench.example", 1) for at in range(count)]
        if self.url is None:
            with sqlite3.connect(self.folder / "weft.sqlite") as database:
                database.executemany("insert into person (id, key, name, email, invented) values (?, ?, ?, ?, ?)", rows)
        else:
            text = "\n".join("\t".join(map(str, values)) for values in rows) + "\n"
            subprocess.run(["psql", "-q", self.url, "-c", "copy person (id, key, name, email, invented) from stdin"], input=text, text=True, check=True)


def ask(port, path, cookie=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"cookie": cookie} if cookie else {}
    if body is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(body)
    started = time.perf_counter()
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    took = (time.perf_counter() - started) * 1000
    connection.close()
    return answer.status, text, took, answer.getheader("set-cookie")


def sign_in(engine, port):
    details = (engine.folder / "demo-sign-in.txt").read_text()
    email, password = re.search(r"Collaboration Officer\s+(\S+@\S+)\s+(\S+)", details).groups()
    page = ask(port, "/sign-in")[1]
    key = re.search(r'name="form_key" value="([^"]+)"|name="([^"]*key[^"]*)" value="([^"]+)"', page)
    name, value = ("form_key", key.group(1)) if key.group(1) else (key.group(2), key.group(3))
    status, _, _, cookie = ask(port, "/sign-in", method="POST", body={"email": email, "password": password, name: value})
    if not cookie:
        raise SystemExit(f"the officer could not sign in: {status}")
    return cookie.split(";")[0]


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
    engine.people(people)
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
        status, text, _, _ = ask(port, path, cookie)
        if status != 200:
            missed.append(f"{path} answered {status}")
            continue
        times = sorted(ask(port, path, cookie)[2] for _ in range(ASKED))
        found[path] = times[int(len(times) * 0.95) - 1]
    link = re.search(r'href="(/meetings/[a-z0-9-]+)"', ask(port, "/meetings", cookie)[1])
    for path in [link.group(1), link.group(1) + "/minutes"] if link else []:
        times = sorted(ask(port, path, cookie)[2] for _ in range(ASKED))
        found[re.sub(r"/meetings/[a-z0-9-]+", "/meetings/{id}", path)] = times[int(len(times) * 0.95) - 1]
    return found


def postgres(folder):
    """A server of our own that refuses nobody on this machine's loopback, and its address."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    data, port = folder / "postgres", free_port()
    data.mkdir()
    shutil.chown(data, "nobody", "nogroup") if os.getuid() == 0 else None
    folder.chmod(0o755)
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    subprocess.run([*as_nobody, programs / "initdb", "--username=weft", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data], check=True, capture_output=True, cwd=data)
    line = [*as_nobody, programs / "postgres", "-D", data, "-p", str(port), "-k", data, "-c", "listen_addresses=127.0.0.1"]
    server = subprocess.Popen(line, cwd=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        if subprocess.run(["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0:
            return server, port
        time.sleep(0.05)
    raise SystemExit("PostgreSQL did not start")


def main():
    folder = Path(tempfile.mkdtemp(prefix="weft-year-"))
    server = None
    try:
        server, pg_port = postgres(folder)
        results = {}
        for share in (10, 100):
            for name in ("SQLite", "PostgreSQL"):
                url = None
                if name == "PostgreSQL":
                    url = f"postgres://weft@127.0.0.1:{pg_port}/year{share}"
                    subprocess.run(["createdb", "-h", "127.0.0.1", "-p", str(pg_port), "-U", "weft", f"year{share}"], check=True)
                home = folder / f"{name}-{share}"
                home.mkdir()
                engine = Engine(f"{name}-{share}", home, url)
                demo, port = engine.serve("demo")
                demo.send_signal(signal.SIGTERM)
                demo.wait(timeout=30)
                took = fill(engine, folder, share)
                print(f"{name}, {share} %: groups, memberships and meetings imported in {took:.1f} s", flush=True)
                weft, port = engine.serve()
                try:
                    results[name, share] = measure(port, sign_in(engine, port))
                finally:
                    weft.send_signal(signal.SIGTERM)
                    weft.wait(timeout=30)
        for path in results["SQLite", 100]:
            cells, met = [], True
            for name in ("SQLite", "PostgreSQL"):
                small, large = results[name, 10].get(path), results[name, 100].get(path)
                if small is None or large is None:
                    cells.append(f"{name} not there")
                    continue
                floor = results[name, 100][FLOOR]
                limit = 200 if path == OVERLAP else 100
                met = met and large <= limit
                cells.append(f"{name} {large:6.1f} ms ({large / floor:4.1f} x floor, growth {large / small:4.1f})")
            row(path, "  ".join(cells), f"p95 under {200 if path == OVERLAP else 100} ms", met)
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
