// Starts and stops the language server.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";
import { type ActivePython, activePython } from "./active_python";
import { type Found, findServer, type Program } from "./find_server";
import { realProbes } from "./probes";
import { documents, ID, mainFolder, readSettings } from "./settings";
import { Status } from "./status";

const NAMES =
  process.platform === "win32"
    ? ["python", "py"]
    : ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private program: Program | undefined;
  private status: Status;
  private active: ActivePython | undefined;
  private activePath: string | undefined;
  // Starts and stops happen one after the other.
  private last: Promise<void> = Promise.resolve();
  private isWanted = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.status = new Status(documents(readSettings().languages));
  }

  /** Whether it has been started, be it in vain. */
  get isStarted(): boolean {
    return this.isWanted;
  }

  /** Start the server, or start it anew. */
  restart(): Promise<void> {
    this.isWanted = true;
    this.last = this.last.then(async () => {
      await this.stop();
      try {
        await this.start();
      } catch (error) {
        this.complain(error instanceof Error ? error.message : String(error));
      }
    });
    return this.last;
  }

  /** Have the server do one of its commands; start it if need be. */
  async execute(command: string, ...args: unknown[]): Promise<unknown> {
    await this.ready();
    if (!this.client) {
      throw new Error("mappinglint does not run; its output says why");
    }
    return this.client.sendRequest("workspace/executeCommand", { command, arguments: args });
  }

  /** Run the command line of the mappinglint that serves, and return what it prints. */
  async run(...args: string[]): Promise<string> {
    await this.ready();
    if (!this.program) {
      throw new Error("mappinglint does not run; its output says why");
    }
    const { command, args: before, env } = this.program;
    const ran = await promisify(execFile)(command, [...before, ...args], {
      cwd: this.context.extensionPath,
      env: { ...process.env, ...env },
      maxBuffer: 1 << 24,
    });
    return ran.stdout;
  }

  /** Start anew if another Python is the active one. */
  async followActivePython(): Promise<void> {
    if (this.isWanted && (await this.active?.path()) !== this.activePath) {
      await this.restart();
    }
  }

  async dispose(): Promise<void> {
    this.status.dispose();
    await this.stop();
  }

  private async ready(): Promise<void> {
    await (this.isWanted ? this.last : this.restart());
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.state === State.Running) {
      await client
        .stop()
        .catch((error) => this.output.warn(`the server did not end well: ${error}`));
    }
    await client?.dispose().catch(() => undefined);
  }

  private async start(): Promise<void> {
    const settings = readSettings();
    const selector = documents(settings.languages);
    this.status.dispose();
    this.status = new Status(selector);
    this.status.starting();

    const found = await this.find(settings.interpreter);
    for (const sentence of found.passed) {
      this.output.info(`not used: ${sentence}`);
    }
    this.program = found.program;
    if (!found.program) {
      this.complain(found.passed.join("; "));
      return;
    }
    this.output.info(`runs ${found.origin}`);

    const { command, args, env } = found.program;
    const trusted = vscode.workspace.isTrusted;
    this.output.info(`this workspace is ${trusted ? "" : "not "}trusted`);
    const client = new LanguageClient(
      ID,
      "mappinglint",
      {
        command,
        args: [...args, "lsp"],
        // What it reads of the workspace, it is told; it starts where nothing can be imported from.
        options: { cwd: this.context.extensionPath, env: { ...process.env, ...env } },
      },
      {
        documentSelector: selector,
        outputChannel: this.output,
        initializationOptions: {
          trusted,
          // Without it, the configuration has the say.
          ...(settings.advice ? { advice: true } : {}),
          ...(settings.configuration ? { configuration: settings.configuration } : {}),
        },
      },
    );
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        const version = client.initializeResult?.serverInfo?.version ?? "";
        this.status.running(version, found.origin);
        this.output.info(`mappinglint ${version} serves`);
      } else if (newState === State.Stopped && this.client === client) {
        this.status.failed("The server has ended; its output says why.");
      }
    });
    await client.start();
    this.tellOfCopy(found);
  }

  private async find(setting: string): Promise<Found> {
    const bundled = vscode.Uri.joinPath(this.context.extensionUri, "bundled", "libs").fsPath;
    this.activePath = undefined;
    // A Python environment may stand in the workspace: one that is not trusted must not run.
    if (!setting && vscode.workspace.isTrusted) {
      try {
        await this.watchActivePython();
        this.activePath = await this.active?.path();
      } catch (error) {
        this.output.warn(`the Python extension did not tell its environment: ${error}`);
      }
    }
    const places = {
      setting,
      active: this.activePath,
      names: NAMES,
      bundled: existsSync(bundled) ? bundled : undefined,
    };
    return findServer(places, realProbes(this.context.extensionPath));
  }

  private async watchActivePython(): Promise<void> {
    if (!this.active) {
      this.active = await activePython((id) => vscode.extensions.getExtension(id), mainFolder());
      if (this.active) {
        const changed = (): void => void this.followActivePython();
        this.context.subscriptions.push(this.active.onChange(changed));
      }
    }
  }

  /** Say once for each reason that the extension's copy serves, where somebody may expect another. */
  private tellOfCopy(found: Found): void {
    const reason = found.passed[0];
    const isExpected = !readSettings().interpreter && !this.activePath;
    const told = "toldOfCopy";
    if (!found.isBundled || isExpected || this.context.workspaceState.get(told) === reason) {
      return;
    }
    void this.context.workspaceState.update(told, reason);
    void this.tell(
      vscode.window.showInformationMessage,
      `mappinglint: the extension's own copy is used. Not used: ${reason}.`,
    );
  }

  private complain(problem: string): void {
    this.output.error(problem);
    this.status.failed(problem);
    void this.tell(vscode.window.showErrorMessage, `mappinglint does not run. ${problem}.`);
  }

  private async tell(
    show: (message: string, ...buttons: string[]) => Thenable<string | undefined>,
    message: string,
  ): Promise<void> {
    const settings = "Open settings";
    const output = "Show output";
    const chosen = await show(message, settings, output);
    if (chosen === settings) {
      const setting = "mappinglint.interpreter";
      await vscode.commands.executeCommand("workbench.action.openSettings", setting);
    } else if (chosen === output) {
      this.output.show();
    }
  }
}
