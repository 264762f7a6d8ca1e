import assert from "node:assert/strict";
import { test } from "node:test";
import { activePython, type OtherExtension } from "../../src/active_python";

/** Installed extensions, by id, with what each exports. */
function installed(apis: Record<string, unknown>): (id: string) => OtherExtension | undefined {
  return (id) => (id in apis ? { activate: async () => apis[id] } : undefined);
}

const dispose = (): void => undefined;

test("without an extension for Python there is no active one", async () => {
  assert.equal(await activePython(installed({}), "folder"), undefined);
});

test("the Python extension tells the executable of its environment, and when that changes", async () => {
  let listener = dispose;
  const environments = {
    getActiveEnvironmentPath: (folder: string) => ({ path: `${folder}/.venv` }),
    resolveEnvironment: async ({ path }: { path: string }) => ({
      executable: { uri: { fsPath: `${path}/bin/python` } },
    }),
    onDidChangeActiveEnvironmentPath: (heard: () => void) => {
      listener = heard;
      return { dispose };
    },
  };
  const active = await activePython(installed({ "ms-python.python": { environments } }), "/work");
  assert.equal(await active?.path(), "/work/.venv/bin/python");
  let changes = 0;
  active?.onChange(() => changes++);
  listener();
  assert.equal(changes, 1);
});

test("an environment without an executable is none", async () => {
  const environments = {
    getActiveEnvironmentPath: () => ({ path: "" }),
    resolveEnvironment: async () => undefined,
  };
  const active = await activePython(installed({ "ms-python.python": { environments } }), "/work");
  assert.equal(await active?.path(), undefined);
  active?.onChange(() => undefined).dispose();
});

test("the extension for environments comes before the Python extension", async () => {
  const apis = {
    "ms-python.vscode-python-envs": {
      getEnvironment: async () => ({ execInfo: { run: { executable: "/envs/python" } } }),
    },
    "ms-python.python": {},
  };
  const active = await activePython(installed(apis), "/work");
  assert.equal(await active?.path(), "/envs/python");
});
