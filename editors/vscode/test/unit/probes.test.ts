import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { realProbes } from "../../src/probes";

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "probes "));
});
after(() => rmSync(folder, { recursive: true }));

function script(name: string, lines: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("a real Python tells its version and where it is", async () => {
  const python = await realProbes(folder).python("python3");
  assert.ok(!("problem" in python), JSON.stringify(python));
  assert.equal(python.version[0], 3);
  assert.ok(path.isAbsolute(python.executable));
});

test("a Python imports nothing from the folder in which it is asked", async () => {
  const mark = path.join(folder, "ran");
  for (const name of ["json", "mappinglint", "pygls"]) {
    writeFileSync(path.join(folder, `${name}.py`), `open(${JSON.stringify(mark)}, "w")\n`);
  }
  const python = await realProbes(folder).python("python3");
  assert.ok(!("problem" in python));
  assert.throws(() => chmodSync(mark, 0o644), /ENOENT/);
});

test("what is not there, is no Python or cannot be run is told so", async () => {
  const probes = realProbes(folder);
  const told = async (command: string): Promise<string> => {
    const python = await probes.python(command);
    return "problem" in python ? python.problem : "";
  };
  assert.equal(await told(path.join(folder, "gone")), "there is none");
  assert.equal(await told(script("mute", "exit 0")), "it is no Python");
  assert.match(await told(script("sick", "echo no such option >&2; exit 2")), /no such option/);
  assert.match(await told(folder), /cannot be run/);
  assert.notEqual(await told("with\0zero"), "");
});

test("a mappinglint on PATH is one if its server answers", async () => {
  const probes = realProbes(folder);
  const answer = `echo '{"result": {"capabilities": {}}}'; exit 1`;
  assert.equal(await probes.script(script("well", `cat >/dev/null; ${answer}`)), undefined);
  const lacking = await probes.script(script("lacking", "echo needs more >&2; exit 2"));
  assert.match(lacking?.problem ?? "", /needs more/);
  const other = await probes.script(script("other", "exit 0"));
  assert.equal(other?.problem, "it is no language server");
});
