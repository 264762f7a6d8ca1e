// Drives the packed extension in a real VS Code. `.ci/vscode` says where everything is:
//     VSIX         the extension
//     INTERPRETER  a Python with mappinglint
//     BARE         a Python without, in a folder of its own
//     SHOTS        the folder for screenshots and logs

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { Editor, install, until } from "./editor.mjs";

const { VSIX, INTERPRETER, BARE, SHOTS } = process.env;
const WRONG = path.resolve(
  import.meta.dirname,
  "../../../../fixtures/bad/cloudformation/orders.yaml",
);

let all;
let extensions;

before(() => {
  fs.mkdirSync(SHOTS, { recursive: true });
  all = fs.mkdtempSync(path.join(tmpdir(), "mappinglint-vscode-"));
  extensions = path.join(all, "extensions");
  install(VSIX, extensions, all);
});

after(() => fs.rmSync(all, { recursive: true, force: true, maxRetries: 5 }));

/**
 * Open a folder with a wrong template and let `use` use it; keep a picture and the output.
 *
 * `prepare` puts more into the folder and returns the settings of the machine.
 */
async function inEditor(name, { prepare, ...options }, use) {
  const home = path.join(all, name);
  const folder = path.join(home, "my stacks");
  fs.mkdirSync(folder, { recursive: true });
  fs.cpSync(WRONG, path.join(folder, "orders.yaml"));
  const settings = prepare(folder);
  const place = { home, extensions, folder, name: "orders.yaml", settings };
  const editor = await Editor.open({ ...place, ...options });
  try {
    await use(editor, folder);
  } finally {
    await editor.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
    fs.writeFileSync(path.join(SHOTS, `${name}.log`), editor.output());
    await editor.close();
  }
}

/** Assert that a squiggle is under a word, from its first to its last pixel. */
function assertUnder(squiggle, word) {
  const both = JSON.stringify({ squiggle, word });
  assert.ok(Math.abs(squiggle.left - word.left) < 2, both);
  assert.ok(Math.abs(squiggle.right - word.right) < 2, both);
  const middle = (squiggle.top + squiggle.bottom) / 2;
  assert.ok(word.top - 4 < middle && middle < word.bottom + 4, both);
}

/** Keep the picture of the documentation: the text down to what is shown over it. */
async function keepPicture(editor, shown) {
  const text = await editor.page.locator(".editor-instance").first().boundingBox();
  const over = await shown.boundingBox();
  const width = Math.max(over.x + over.width - text.x + 10, 460);
  const clip = { x: text.x, y: text.y, width, height: over.y + over.height - text.y + 10 };
  await editor.page.screenshot({ path: path.join(SHOTS, "squiggle.png"), clip });
}

/** Make a Python in a folder that notes everything that it is told. */
function notingPython(folder) {
  const program = path.join(folder, "python");
  const notes = `${program}.notes`;
  fs.writeFileSync(program, `#!/bin/sh\ntee -a '${notes}' | '${INTERPRETER}' "$@"\n`);
  fs.chmodSync(program, 0o755);
  return program;
}

/** What such a Python has been told, if it ran. */
function told(program) {
  const notes = `${program}.notes`;
  return fs.existsSync(notes) ? fs.readFileSync(notes, "utf8") : "";
}

/** Do a part of a test, and say so. What fails ends the test: the rest would fail, too. */
async function step(t, name, run) {
  const began = Date.now();
  try {
    await run();
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
  t.diagnostic(`${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}

const prepare = () => ({ "mappinglint.interpreter": INTERPRETER });

test("a wrong template is shown, explained and mended", async (t) => {
  // Nothing but the setting leads to mappinglint.
  const variables = { PATH: `${path.dirname(BARE)}:/usr/bin:/bin` };
  await inEditor("mended", { prepare, variables }, async (editor, folder) => {
    const { page } = editor;
    const saved = () => fs.readFileSync(path.join(folder, "orders.yaml"), "utf8");

    await step(t, "the lens says what is read", async () => {
      const lens = page.locator(".codelens-decoration");
      await lens.getByText("SQS FIFO · batch 100 · filters 1").waitFor();
    });

    await step(t, "squiggles are under the two wrong values", async () => {
      const [first, second] = await editor.waitForSquiggles(2);
      assertUnder(first, await editor.placeOf("BatchSize", "100"));
      assertUnder(second, await editor.placeOf("Pattern", '"paid"'));
    });

    await step(
      t,
      "the output says which interpreter runs, and that the workspace is trusted",
      async () => {
        await editor.waitForOutput(/runs .* \(mappinglint\.interpreter\)/);
        await editor.waitForOutput(/this workspace is trusted/);
        await editor.waitForOutput(/mappinglint \d+\.\d+\.\d+ serves/);
      },
    );

    await step(t, "the status says which version runs, and where it is from", async () => {
      const status = await editor.languageStatus();
      assert.match(status, /mappinglint \d+\.\d+\.\d+/);
      assert.match(status, /\(mappinglint\.interpreter\)/);
    });

    await step(
      t,
      "pointing at a value shows what is wrong, and leads to the rule's page",
      async () => {
        const hover = await editor.hover(await editor.placeOf("BatchSize", "100"));
        await hover.getByText("BatchSize 100 is more than a FIFO queue allows (10)").waitFor();
        await hover.getByText("Quick Fix...").waitFor();
        await keepPicture(editor, hover);
        await hover.getByText("ESM204").click();
        await page.locator(".tab", { hasText: "fifo_batch_size.md" }).waitFor();
        await editor.run("View: Close Editor");
        await editor.waitForSquiggles(2);
      },
    );

    await step(t, "the rule of the finding at the cursor is explained", async () => {
      await editor.click(await editor.placeOf("BatchSize", "100"));
      await editor.run("mappinglint: Explain rule");
      await editor.waitForPreview("Reports a batch size over 10");
      await editor.run("View: Close Editor");
      await editor.waitForSquiggles(2);
    });

    await step(t, "any rule can be picked, and is explained", async () => {
      await editor.click(await editor.placeOf("OrdersMapping", "OrdersMapping"));
      await editor.run("mappinglint: Explain rule");
      const input = page.locator(".quick-input-widget input");
      await page.getByPlaceholder("Which rule?").waitFor();
      await input.fill("ESM304");
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "ESM304" }).click();
      await editor.waitForPreview("timestamp-required");
      await editor.run("View: Close Editor");
      await editor.waitForSquiggles(2);
    });

    await step(t, "linting the workspace shows findings of files that are not open", async () => {
      fs.cpSync(WRONG, path.join(folder, "closed.yaml"));
      await editor.run("mappinglint: Lint workspace");
      const problems = page.locator(".markers-panel-container");
      await problems.getByText("closed.yaml").first().waitFor();
      await problems.getByText("[Ln 12, Col 18]").first().waitFor();
      await page.keyboard.press("Control+j");
      await problems.waitFor({ state: "hidden" });
    });

    await step(t, "a setting that this source takes is offered", async () => {
      await editor.click(await editor.placeOf("BatchSize", "100"));
      await page.keyboard.press("End");
      await page.keyboard.type("\nSc");
      await editor.run("Trigger Suggest");
      await page
        .locator(".suggest-widget .monaco-list-row", { hasText: "ScalingConfig" })
        .waitFor();
      await page.screenshot({ path: path.join(SHOTS, "completion.png") });
      await page.keyboard.press("Escape");
      await editor.run("File: Revert File");
      await editor.waitForSquiggles(2);
    });

    await step(t, "an interpreter that is none is told", async () => {
      editor.set({ "mappinglint.interpreter": "/nowhere/python" });
      const told = page.locator(".notification-list-item");
      await told.getByText("/nowhere/python: there is none").waitFor();
      await editor.waitForSquiggles(0);
      assert.match(await editor.languageStatus(), /mappinglint does not run/);
      await editor.run("Notifications: Clear All Notifications");
    });

    await step(t, "without another one, the extension's own copy serves, and says so", async () => {
      editor.set({});
      await editor.waitForSquiggles(2);
      await editor.waitForOutput(/not used: mappinglint on PATH: there is none/);
      await editor.waitForOutput(/not used: python3 on PATH: mappinglint is not installed there/);
      assert.match(await editor.languageStatus(), /the extension's own copy, run by/);
    });

    await step(t, "the quick fix mends the value, and the saved file is right", async () => {
      await editor.click(await editor.placeOf("BatchSize", "100"));
      await editor.doFirstAction("Set BatchSize to 10");
      await editor.waitForSquiggles(1);
      await page.keyboard.press("Control+s");
      const before = fs.readFileSync(WRONG, "utf8");
      await until("the file is saved", () => saved() !== before);
      assert.equal(saved(), before.replace("BatchSize: 100", "BatchSize: 10"));
    });

    await step(t, "a server that is restarted serves on", async () => {
      const serves = /mappinglint \d+\.\d+\.\d+ serves/;
      const before = await editor.waitForOutput(serves);
      await editor.run("mappinglint: Restart server");
      await editor.waitForOutput(serves, before.length + 1);
      await editor.waitForSquiggles(1);
    });

    await step(t, "everything that is safe to fix is fixed at once", async () => {
      await editor.run("Fix All");
      await editor.waitForSquiggles(0);
    });
  });
});

test("a workspace chooses what runs, and has its plugins loaded, only when it is trusted", async (t) => {
  let users;
  let workspaces;
  const untrusted = (folder) => {
    users = notingPython(path.dirname(folder));
    workspaces = notingPython(folder);
    fs.mkdirSync(path.join(folder, ".vscode"));
    const own = JSON.stringify({ "mappinglint.interpreter": workspaces });
    fs.writeFileSync(path.join(folder, ".vscode", "settings.json"), own);
    // What is imported from the current folder would be the workspace's.
    const bad = `open(${JSON.stringify(`${workspaces}.notes`)}, "w").write("imported")\n`;
    fs.writeFileSync(path.join(folder, "mappinglint.py"), bad);
    return { "mappinglint.interpreter": users };
  };
  await inEditor("trust", { prepare: untrusted, trusts: false }, async (editor) => {
    await step(t, "before, the user's interpreter serves and hears that it is not", async () => {
      await editor.waitForSquiggles(2);
      assert.match(told(users), /"initializationOptions":\{"trusted":false/);
      assert.equal(told(workspaces), "");
    });

    await step(t, "afterwards, the workspace's serves and hears that it is", async () => {
      await editor.trust();
      const trusted = /"initializationOptions":\{"trusted":true/;
      await until("the server is told", () => trusted.test(told(workspaces)));
      await editor.waitForOutput(/mappinglint \d+\.\d+\.\d+ serves/, 2);
      await editor.waitForSquiggles(2);
    });
  });
});
