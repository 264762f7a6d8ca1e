// A real VS Code (code-server) in a real browser, and what a user does and sees in it.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { chromium } from "playwright-core";

const ENTRY = path.join(import.meta.dirname, "node_modules/code-server/out/node/entry.js");

// Milliseconds to wait for anything: much more than it takes, as the machine may be busy.
const PATIENCE = 30_000;

const USER_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.tips.enabled": false,
  "editor.hover.above": false,
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
};

/** Install an extension into the folder `extensions`; `home` is a folder for what VS Code keeps. */
export function install(vsix, extensions, home) {
  const folders = ["--extensions-dir", extensions, "--user-data-dir", path.join(home, "data")];
  const options = { env: environment(home), encoding: "utf8" };
  const ran = spawnSync(
    process.execPath,
    [ENTRY, "--install-extension", vsix, ...folders],
    options,
  );
  if (ran.status !== 0) {
    throw new Error(`the extension cannot be installed: ${ran.stdout}${ran.stderr}`);
  }
}

function environment(home, more = {}) {
  return {
    HOME: home,
    LANG: "C.UTF-8",
    PATH: process.env.PATH,
    ...more,
  };
}

/** Wait until `look` returns something, and return that. */
export async function until(what, look) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Editor {
  /**
   * Start VS Code with `folder` and its file `name` open.
   *
   * `home` is an empty folder, `extensions` where extensions are installed, `settings` are the
   * machine's, `variables` go into its environment, and `trusts` says whether every workspace is
   * trusted unasked.
   */
  static async open({ home, extensions, folder, name, settings, variables, trusts }) {
    const editor = new Editor(home);
    try {
      await editor.#start(extensions, folder, settings ?? {}, variables ?? {}, trusts ?? true);
      await editor.#browse(folder, name);
    } catch (error) {
      await editor.close();
      throw error;
    }
    return editor;
  }

  constructor(home) {
    this.home = home;
    this.data = path.join(home, "data");
  }

  async #start(extensions, folder, settings, variables, trusts) {
    for (const [place, those] of Object.entries({ User: USER_SETTINGS, Machine: settings })) {
      mkdirSync(path.join(this.data, place), { recursive: true });
      writeFileSync(path.join(this.data, place, "settings.json"), JSON.stringify(those));
    }
    const options = [
      ...["--auth", "none", "--bind-addr", "127.0.0.1:0"],
      ...["--user-data-dir", this.data, "--extensions-dir", extensions],
      ...["--disable-telemetry", "--disable-update-check"],
      ...(trusts ? ["--disable-workspace-trust"] : []),
    ];
    this.process = spawn(process.execPath, [ENTRY, ...options, folder], {
      env: environment(this.home, variables),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", (data) => {
        said += data;
      });
    }
    this.address = await until("VS Code starts", () => {
      if (this.process.exitCode !== null) {
        throw new Error(`VS Code has ended: ${said}`);
      }
      return /listening on (http:\S+?)\/?\s/.exec(said)?.[1];
    });
  }

  /** Change the machine's settings. */
  set(settings) {
    const file = path.join(this.data, "Machine", "settings.json");
    writeFileSync(file, JSON.stringify(settings));
  }

  async #browse(folder, name) {
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
    });
    this.page = await this.browser.newPage({ viewport: { width: 1100, height: 700 } });
    this.page.setDefaultTimeout(PATIENCE);
    const host = new URL(this.address).host;
    const file = `vscode-remote://${host}${encodeURI(path.join(folder, name))}`;
    const query = new URLSearchParams({ folder, payload: JSON.stringify([["openFile", file]]) });
    await this.page.goto(`${this.address}/?${query}`);
    await this.page.waitForSelector(".monaco-editor .view-line");
  }

  async close() {
    await this.browser?.close();
    this.process?.kill();
  }

  /** Run a command by its title, as with F1. */
  async run(title) {
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input").fill(`>${title}`);
    await this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: title })
      .first()
      .click();
  }

  /** Where a word of the text is on the screen; `line` is a part of the line that has it. */
  async placeOf(line, word) {
    return until(`${word} is seen`, () =>
      this.page.evaluate(
        ([part, wanted]) => {
          const plain = (text) => text.replaceAll("\u00a0", " ");
          for (const row of document.querySelectorAll(".monaco-editor .view-lines .view-line")) {
            if (!plain(row.textContent).includes(part)) {
              continue;
            }
            const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
            for (let text = texts.nextNode(); text; text = texts.nextNode()) {
              const at = plain(text.data).indexOf(wanted);
              if (at >= 0) {
                const range = document.createRange();
                range.setStart(text, at);
                range.setEnd(text, at + wanted.length);
                const { left, right, top, bottom } = range.getBoundingClientRect();
                return { left, right, top, bottom };
              }
            }
          }
          return undefined;
        },
        [line, word],
      ),
    );
  }

  /** Where the squiggles are on the screen, from the top; `kind` is error, warning or info. */
  async squiggles(kind = "error") {
    const places = await this.page.locator(`.monaco-editor .squiggly-${kind}`).evaluateAll((all) =>
      all.map((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return { left, right, top, bottom };
      }),
    );
    return places.sort((one, other) => one.top - other.top);
  }

  /**
   * Wait until there are so many squiggles, and return where they are.
   *
   * The lens comes after them and moves the lines below it: where there is one, it is waited for.
   */
  async waitForSquiggles(count) {
    const lens = this.page.locator(".codelens-decoration", { hasText: "SQS FIFO" });
    return until(`${count} squiggles`, async () => {
      const isWhole = count === 0 || (await lens.count()) > 0;
      const places = await this.squiggles();
      return isWhole && places.length === count && places;
    });
  }

  async click(place) {
    await this.page.mouse.click((place.left + place.right) / 2, (place.top + place.bottom) / 2);
  }

  async hover(place) {
    // From elsewhere: a pointer that does not move shows nothing.
    await this.page.mouse.move(place.left - 40, place.bottom + 200);
    await this.page.mouse.move((place.left + place.right) / 2, (place.top + place.bottom) / 2);
    const shown = this.page.locator(".monaco-hover:visible", { hasText: /\S/ });
    await shown.first().waitFor();
    return shown.first();
  }

  /** What the language menu of the status bar shows. */
  async languageStatus() {
    await this.page.locator('[id="status.languageStatus"]').hover();
    const shown = this.page.locator(".hover-language-status", { hasText: "mappinglint" });
    await shown.first().waitFor();
    const text = (await shown.allInnerTexts()).join("\n");
    await this.page.mouse.move(500, 400);
    return text;
  }

  /** Do about the finding at the cursor what is offered first; `title` is what that is. */
  async doFirstAction(title) {
    await this.page.keyboard.press("Control+.");
    const first = this.page.locator(".action-widget .monaco-list-row.focused");
    await first.filter({ hasText: title }).waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Wait until a preview of Markdown shows a text. */
  async waitForPreview(text) {
    await until(`a preview with "${text}"`, async () => {
      for (const frame of this.page.frames()) {
        const shown = await frame.evaluate(() => document.body.textContent).catch(() => "");
        if (frame !== this.page.mainFrame() && shown.includes(text)) {
          return true;
        }
      }
      return false;
    });
  }

  /** Trust the workspace. */
  async trust() {
    await this.run("Workspaces: Manage Workspace Trust");
    const editor = this.page.locator(".workspace-trust-editor");
    await editor.getByRole("button", { name: "Trust", exact: true }).click();
    await this.run("View: Close Editor");
  }

  /** The extension's output so far. */
  output() {
    const logs = path.join(this.data, "logs");
    const files = existsSync(logs) ? readdirSync(logs, { recursive: true }) : [];
    const own = files.filter((file) => path.basename(file) === "mappinglint.log");
    return own.map((file) => readFileSync(path.join(logs, file), "utf8")).join("");
  }

  /** Wait until the output has had something so often. */
  async waitForOutput(pattern, times = 1) {
    const all = new RegExp(pattern, "g");
    return until(`${pattern} in the output`, () => {
      const found = this.output().match(all) ?? [];
      return found.length >= times && found;
    });
  }
}
