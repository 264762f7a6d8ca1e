// Shows the page of a rule.

import * as vscode from "vscode";
import type { Server } from "./server";
import { ID } from "./settings";

const SCHEME = "mappinglint-rule";

/** Provide the pages of rules as documents, by URIs such as mappinglint-rule:ESM204.md */
export function providePages(server: Server): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent(uri): Promise<string> {
      const code = uri.path.replace(/\.md$/, "");
      const page = await server.execute("mappinglint.explain", code);
      return typeof page === "string" ? page : `There is no rule ${code}.`;
    },
  });
}

/** Show the page of a rule: of the one named, of the finding at the cursor, or of one picked. */
export async function explainRule(server: Server, named?: unknown): Promise<void> {
  const here = codesAtCursor();
  const one = here.length === 1 ? here[0] : undefined;
  const code = typeof named === "string" ? named : (one ?? (await pick(server, here)));
  if (code) {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `${code}.md` });
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }
}

function codesAtCursor(): string[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return [];
  }
  const codes = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((one) => one.source === ID && one.range.contains(editor.selection.active))
    .map(({ code }) => String(typeof code === "object" ? code.value : code));
  return [...new Set(codes)];
}

async function pick(server: Server, first: readonly string[]): Promise<string | undefined> {
  const listed = server.run("rules", "--format", "json").then((printed) => {
    const rules = JSON.parse(printed) as { code: string; name: string; summary: string }[];
    return rules
      .map(({ code, name, summary }) => ({ label: code, description: name, detail: summary }))
      .sort((a, b) => Number(first.includes(b.label)) - Number(first.includes(a.label)));
  });
  const options = { placeHolder: "Which rule?", matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(listed, options))?.label;
}
