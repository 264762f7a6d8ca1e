import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expand,
  findServer,
  type Probes,
  type Python,
  QUESTION,
  readAnswer,
} from "../../src/find_server";

type Version = readonly [number, number, number];

/** A machine with some Pythons, by command; whether a `mappinglint` on PATH serves. */
function machine(pythons: Record<string, Partial<Python>>, script = false): Probes {
  return {
    async python(command, libraries) {
      const python = pythons[command];
      if (!python) {
        return { problem: "there is none" };
      }
      const has = libraries !== undefined;
      return {
        executable: command,
        version: [3, 12, 1] as Version,
        hasMappinglint: has,
        hasServer: has,
        ...(libraries === undefined ? python : { version: python.version ?? [3, 12, 1] }),
      };
    },
    async script() {
      return script ? undefined : { problem: "there is none" };
    },
  };
}

const WHOLE = { hasMappinglint: true, hasServer: true };
const NAMES = ["python3", "python"];
const BUNDLED = "/extension/bundled/libs";

test("the setting's interpreter comes before all others", async () => {
  const probes = machine({ "/set": WHOLE, "/active": WHOLE, python3: WHOLE }, true);
  const found = await findServer({ setting: "/set", active: "/active", names: NAMES }, probes);
  assert.deepEqual(found.program, { command: "/set", args: ["-P", "-m", "mappinglint"], env: {} });
  assert.equal(found.origin, "/set (mappinglint.interpreter)");
  assert.deepEqual(found.passed, []);
});

test("the setting's interpreter runs the extension's copy if it has no mappinglint", async () => {
  const probes = machine({ "/set": {}, "/active": WHOLE, python3: WHOLE }, true);
  const places = { setting: "/set", active: "/active", names: NAMES, bundled: BUNDLED };
  const found = await findServer(places, probes);
  assert.equal(found.isBundled, true);
  assert.equal(found.program?.command, "/set");
  assert.equal(found.program?.env.PYTHONPATH, BUNDLED);
  assert.deepEqual(found.passed, [
    "mappinglint.interpreter, /set: mappinglint is not installed there",
  ]);
});

test("a setting that names no Python is not replaced by another in silence", async () => {
  const probes = machine({ "/active": WHOLE, python3: WHOLE }, true);
  const places = { setting: "/gone", active: "/active", names: NAMES, bundled: BUNDLED };
  const found = await findServer(places, probes);
  assert.equal(found.program, undefined);
  assert.match(found.passed.join(), /mappinglint\.interpreter, \/gone: there is none/);
});

test("the active environment comes before PATH", async () => {
  const probes = machine({ "/active": WHOLE, python3: WHOLE }, true);
  const found = await findServer({ active: "/active", names: NAMES }, probes);
  assert.equal(found.origin, "/active (the active Python environment)");
});

test("a mappinglint on PATH comes before the Pythons there", async () => {
  const probes = machine({ "/active": {}, python3: WHOLE }, true);
  const found = await findServer({ active: "/active", names: NAMES }, probes);
  assert.deepEqual(found.program, { command: "mappinglint", args: [], env: {} });
  assert.match(found.passed.join(), /active Python environment, \/active: mappinglint is not/);
});

test("the first Python on PATH that has mappinglint and its server is taken", async () => {
  const probes = machine({ python3: { hasMappinglint: true }, python: WHOLE });
  const found = await findServer({ names: NAMES, bundled: BUNDLED }, probes);
  assert.equal(found.program?.command, "python");
  assert.equal(found.isBundled, false);
  assert.match(found.passed.join(), /python3 on PATH: .*pip install 'mappinglint\[lsp\]'/);
});

test("the extension's copy is run by the active environment's Python if that is new enough", async () => {
  const probes = machine({ "/active": {}, python3: {} });
  const found = await findServer({ active: "/active", names: NAMES, bundled: BUNDLED }, probes);
  assert.equal(found.origin, "the extension's own copy, run by /active");
});

test("a Python that is too old runs nothing", async () => {
  const old = { ...WHOLE, version: [3, 9, 2] as Version };
  const probes = machine({ "/active": old, python3: old, python: {} });
  const found = await findServer({ active: "/active", names: NAMES, bundled: BUNDLED }, probes);
  assert.equal(found.program?.command, "python");
  assert.match(found.passed.join(), /Python 3\.9\.2, and mappinglint needs Python 3\.11 or newer/);
});

test("with nothing to run, everything that was tried is told", async () => {
  const without = await findServer({ names: NAMES }, machine({ python3: {} }));
  assert.equal(without.program, undefined);
  assert.match(without.passed.join(), /python on PATH: there is none.*brings no copy/);
  const none = await findServer({ names: NAMES, bundled: BUNDLED }, machine({}));
  assert.equal(none.program, undefined);
  assert.match(none.passed.join(), /there is no Python 3\.11 or newer to run it/);
});

test("a copy that does not fit the Python is not run", async () => {
  const probes: Probes = {
    ...machine({}),
    python: async (command) => ({
      executable: command,
      version: [3, 15, 0],
      hasMappinglint: true,
      hasServer: false,
    }),
  };
  const found = await findServer({ names: ["python3"], bundled: BUNDLED }, probes);
  assert.equal(found.program, undefined);
});

test("what is no answer of a Python is none", () => {
  for (const answer of ["", "hello", "{}", "null", "3", '{"executable": 1}']) {
    assert.deepEqual(readAnswer(answer), { problem: "it is no Python" }, answer);
  }
  const said = '{"executable": "/p", "version": [3, 11, 7]}';
  assert.equal("executable" in readAnswer(`a greeting\n${said}\n`), true);
});

test("the question takes nothing from the current folder", () => {
  assert.ok(QUESTION.indexOf("sys.path =") < QUESTION.indexOf("import json"));
});

test("a path in a setting may begin with ~ and name the workspace's folder", () => {
  assert.equal(expand(" ~/venv/bin/python ", "/home/me", undefined), "/home/me/venv/bin/python");
  assert.equal(expand("${workspaceFolder}/.venv", "/home/me", "/work/$& x"), "/work/$& x/.venv");
  assert.equal(expand("python3.12", "/home/me", "/work"), "python3.12");
  assert.equal(expand("~other/x", "/home/me", "/work"), "~other/x");
});
