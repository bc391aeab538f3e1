"""What the measurements of large partnerships share: a server on either engine, somebody signed in, a line of the result."""

import gzip
import http.client
import os
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
from contextlib import contextmanager
from pathlib import Path

WEFT = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parent.parent
ASKED = int(os.environ.get("ASKED", "100"))
AUTHORITIES = ["east-dunbartonshire", "east-renfrewshire", "glasgow-city", "inverclyde", "north-lanarkshire", "renfrewshire", "south-lanarkshire", "west-dunbartonshire"]
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

    def put(self, table, columns, rows):
        """Puts rows into a table past the program: they are only there to be many."""
        names = ", ".join(columns)
        if self.url is None:
            with sqlite3.connect(self.folder / "weft.sqlite") as database:
                database.executemany(f"insert into {table} ({names}) values ({', '.join('?' * len(columns))})", rows)
        else:
            cell = lambda value: "\\N" if value is None else str(value)
            text = "\n".join("\t".join(map(cell, values)) for values in rows) + "\n"
            subprocess.run(["psql", "-q", self.url, "-c", f"copy {table} ({names}) from stdin"], input=text, text=True, check=True)

    def ids(self, table, column="key"):
        """What stands in a table: its ids by another column."""
        if self.url is None:
            with sqlite3.connect(self.folder / "weft.sqlite") as database:
                return dict(database.execute(f"select {column}, id from {table}").fetchall())
        said = subprocess.run(["psql", "-qtA", "-F", "\t", self.url, "-c", f"select {column}, id from {table} where {column} is not null"], capture_output=True, text=True, check=True)
        return dict(line.split("\t") for line in said.stdout.splitlines())

    def analyse(self):
        """What a database does by itself when it is left alone for a minute: it looks at how much there is."""
        if self.url:
            subprocess.run(["psql", "-q", self.url, "-c", "analyze"], check=True)


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


class Person:
    """A browser that keeps its connection and takes answers compressed, as a phone does."""

    def __init__(self, port, cookie=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"accept-encoding": "gzip", **({"cookie": cookie} if cookie else {})}

    def ask(self, method, path, body=None):
        headers = dict(self.headers)
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(body)
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.getheader("content-encoding") == "gzip":
            said = gzip.decompress(said)
        return answer.status, said.decode(errors="replace"), answer.getheader("location") or ""

    def send(self, page, action, fields):
        status, text, _ = self.ask("GET", page)
        found = re.search(r'name="form_key" value="([^"]+)"', text)
        if not found:
            raise RuntimeError(f"{page} answered {status} without a form")
        seen = re.search(r'name="seen" value="([^"]+)"', text)
        extra = {"seen": seen.group(1)} if seen else {}
        return self.ask("POST", action, {"form_key": found.group(1), **extra, **fields})


def sign_in(engine, port, office="Collaboration Officer"):
    details = (engine.folder / "demo-sign-in.txt").read_text()
    email, password = re.search(rf"{office}\s+(\S+@\S+)\s+(\S+)", details).groups()
    page = ask(port, "/sign-in")[1]
    key = re.search(r'name="form_key" value="([^"]+)"|name="([^"]*key[^"]*)" value="([^"]+)"', page)
    name, value = ("form_key", key.group(1)) if key.group(1) else (key.group(2), key.group(3))
    status, _, _, cookie = ask(port, "/sign-in", method="POST", body={"email": email, "password": password, name: value})
    if not cookie:
        raise SystemExit(f"the {office} could not sign in: {status}")
    return cookie.split(";")[0]


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


@contextmanager
def engines(called):
    """A folder and the port of a PostgreSQL of our own while they are needed; at the end, what was missed is said."""
    folder, server = Path(tempfile.mkdtemp(prefix=f"weft-{called}-")), None
    try:
        server, pg_port = postgres(folder)
        yield folder, pg_port
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
    if missed:
        raise SystemExit("missed: " + "; ".join(missed[:20]))


@contextmanager
def serving(engine, command="serve"):
    """A server while it is needed, and its port."""
    weft, port = engine.serve(command)
    try:
        yield weft, port
    finally:
        weft.send_signal(signal.SIGTERM)
        weft.wait(timeout=60)


def slowest(port, path, cookie):
    """The 95th of a hundred answers, in milliseconds."""
    times = sorted(ask(port, path, cookie)[2] for _ in range(ASKED))
    return times[max(0, int(len(times) * 0.95) - 1)]


def fresh(name, share, folder, pg_port, called):
    """The demonstration in a folder, and on PostgreSQL in a database, of its own."""
    url = None
    if name == "PostgreSQL":
        url = f"postgres://weft@127.0.0.1:{pg_port}/{called}{share}"
        subprocess.run(["createdb", "-h", "127.0.0.1", "-p", str(pg_port), "-U", "weft", f"{called}{share}"], check=True)
    home = folder / f"{name}-{share}"
    home.mkdir()
    engine = Engine(f"{name}-{share}", home, url)
    with serving(engine, "demo"):
        return engine
