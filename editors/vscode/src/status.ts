// The item in the status bar's language menu: which server runs, or why none does.

import * as vscode from "vscode";
import { ID } from "./settings";

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor(selector: vscode.DocumentSelector) {
    this.item = vscode.languages.createLanguageStatusItem(ID, selector);
    this.item.name = "mappinglint";
    this.item.command = { command: "mappinglint.showOutput", title: "Show output" };
  }

  starting(): void {
    this.show("mappinglint", "starting", vscode.LanguageStatusSeverity.Information);
    this.item.busy = true;
  }

  running(version: string, origin: string): void {
    this.show(`mappinglint ${version}`, origin, vscode.LanguageStatusSeverity.Information);
  }

  failed(problem: string): void {
    this.show("mappinglint does not run", problem, vscode.LanguageStatusSeverity.Error);
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = false;
  }
}
