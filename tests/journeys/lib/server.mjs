// Starts the built program on a free port with a fresh copy of the example, and stops it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** A port nobody listens on: the system picks it, we let go of it at once. */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Runs one command of the program to its end and returns what it printed. */
async function run(program, words) {
  const child = spawn(program, words, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (bytes) => { printed += bytes; });
  child.stderr.on("data", (bytes) => { printed += bytes; });
  const code = await new Promise((done) => { child.once("close", done); });
  if (code !== 0) throw new Error(`weft ${words.join(" ")} ended with ${code}:\n${printed}`);
  return printed;
}

/** The letters that the demonstration wrote into its folder, as text; none where it has written none yet. */
async function lettersIn(folder) {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.filter((name) => name.endsWith(".eml")).map((name) => readFile(join(folder, name), "utf8")));
}

/**
 * Starts the example (`weft demo`), or with `empty` a partnership without any record yet (`weft init`, one account,
 * `weft serve`), and waits until it answers. `on` is the day on which the clock of the example begins. WEFT_URL uses a server that already runs instead.
 * `councils` is the text of councils.toml: whose own sign-in is taken.
 * Returns `base` (address without a final slash), `output()` (what the program printed) and `stop()`, `letters()`, what was sent by mail,
 * and `weft(...words)`, which runs one command of the program on the same data.
 */
export async function startServer({ councils, empty = false, on } = {}) {
  if (process.env.WEFT_URL) {
    const base = process.env.WEFT_URL.replace(/\/$/, "");
    return { base, output: () => process.env.WEFT_OUTPUT ?? "", stop: async () => {} };
  }
  const program = process.env.WEFT_BIN ?? join(root, "target", "debug", "weft");
  if (!existsSync(program)) {
    throw new Error(`No program at ${program}: run \`cargo build\` first, or set WEFT_BIN to it.`);
  }
  const data = await mkdtemp(join(tmpdir(), "weft-journey-"));
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const where = ["--data", join(data, "data"), "--port", String(port)];
  let printed = "";
  if (councils !== undefined) {
    await mkdir(join(data, "data"), { mode: 0o700 });
    await writeFile(join(data, "data", "councils.toml"), councils, { mode: 0o600 });
  }
  if (empty) {
    printed += await run(program, ["init", join(root, "examples", "west-partnership", "partnership.toml"), ...where]);
    printed += await run(program, ["user", "add", "Only Officer", "--email", "only@example.org", "--role", "collaboration-officer", ...where]);
  }
  const child = spawn(program, [empty ? "serve" : "demo", ...(on === undefined ? [] : ["--on", on]), ...where], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let ended = null;
  child.stdout.on("data", (bytes) => { printed += bytes; });
  child.stderr.on("data", (bytes) => { printed += bytes; });
  let stopping = false;
  child.once("exit", (code, signal) => {
    ended = code ?? signal;
    if (!stopping) process.stdout.write(`# the program ended by itself (${ended}); its last words: ${printed.slice(-2000)}\n`);
  });
  const stop = async () => {
    stopping = true;
    if (ended === null) {
      const gone = new Promise((done) => { child.once("exit", done); });
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 5000);
      await gone;
      clearTimeout(late);
    }
    await rm(data, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (ended !== null) {
      await stop();
      throw new Error(`weft demo ended (${ended}) before it answered:\n${printed}`);
    }
    const answer = await fetch(`${base}/healthz`).catch(() => null);
    // What the program printed may arrive after its first answer.
    if (answer?.ok && printed !== "") return { base, output: () => printed, letters: () => lettersIn(join(data, "data", "mail")), stop, weft: (...words) => run(program, [...words, "--data", join(data, "data")]) };
    await new Promise((done) => { setTimeout(done, 100); });
  }
  await stop();
  throw new Error(`weft demo did not answer within a minute:\n${printed}`);
}
