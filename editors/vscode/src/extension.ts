// The VS Code extension: what VS Code calls, and when the server is started.

import * as vscode from "vscode";
import { explainRule, providePages } from "./explain";
import { Server } from "./server";
import { documents, ID, readSettings, SETTINGS_OF_A_START } from "./settings";

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("mappinglint", { log: true });
  const server = new Server(context, output);

  const command = (name: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`${ID}.${name}`, async (...args: unknown[]) => {
      try {
        await run(...args);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(`mappinglint: ${problem}`);
      }
    });

  const lintIfMeant = (document: vscode.TextDocument): void => {
    const meant = documents(readSettings().languages);
    if (!server.isStarted && vscode.languages.match(meant, document) > 0) {
      void server.restart();
    }
  };

  context.subscriptions.push(
    output,
    server,
    providePages(server),
    // The server's own commands are mappinglint.lintWorkspace and mappinglint.explain, which the
    // client registers by these names: ours have others.
    command("checkWorkspace", () => checkWorkspace(server)),
    command("explainRule", (code) => explainRule(server, code)),
    command("restart", () => server.restart()),
    command("showOutput", () => output.show()),
    vscode.workspace.onDidOpenTextDocument(lintIfMeant),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.isStarted && server.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const isOfStart = SETTINGS_OF_A_START.some((key) =>
        change.affectsConfiguration(`${ID}.${key}`),
      );
      if (isOfStart && server.isStarted) {
        void server.restart();
      }
      vscode.workspace.textDocuments.forEach(lintIfMeant);
    }),
  );
  vscode.workspace.textDocuments.forEach(lintIfMeant);
}

async function checkWorkspace(server: Server): Promise<void> {
  const title = "mappinglint lints the workspace";
  const location = vscode.ProgressLocation.Window;
  await vscode.window.withProgress({ location, title }, () =>
    server.execute("mappinglint.lintWorkspace"),
  );
  await vscode.commands.executeCommand("workbench.actions.view.problems");
}
