// What the user has set, and which documents are linted.

import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { expand } from "./find_server";

export const ID = "mappinglint";

/** The settings that a server is started with. */
export const SETTINGS_OF_A_START = ["interpreter", "advice", "configuration", "languages"];

export interface Settings {
  /** A path or a name on PATH; empty if nothing is set. */
  interpreter: string;
  advice: boolean;
  /** An absolute path; empty if nothing is set. */
  configuration: string;
  languages: string[];
}

/** The folder that relative paths of settings start from. */
export function mainFolder(): vscode.Uri | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** Read the settings; a value of a wrong type, which VS Code underlines, counts as not set. */
export function readSettings(): Settings {
  const set = vscode.workspace.getConfiguration(ID);
  const folder = mainFolder()?.fsPath;
  const text = (key: string): string => {
    const value: unknown = set.get(key);
    return typeof value === "string" ? expand(value, homedir(), folder) : "";
  };
  const interpreter = text("interpreter");
  const configuration = text("configuration");
  const languages: unknown = set.get("languages");
  return {
    interpreter: /[\\/]/.test(interpreter) ? path.resolve(folder ?? "", interpreter) : interpreter,
    advice: set.get("advice") === true,
    configuration: configuration && path.resolve(folder ?? "", configuration),
    languages: Array.isArray(languages) ? languages.filter((one) => typeof one === "string") : [],
  };
}

const LANGUAGES = [
  "yaml",
  "json",
  "jsonc",
  "cloudformation",
  "terraform",
  "terraform-vars",
  "opentofu",
  "opentofu-vars",
  "hcl",
];

/** Return what is linted: on the disk or not saved yet, and some files whose language is unknown. */
export function documents(
  languages: readonly string[],
): { scheme: string; language?: string; pattern?: string }[] {
  const all = [...new Set([...LANGUAGES, ...languages])];
  return [
    ...["file", "untitled"].flatMap((scheme) => all.map((language) => ({ scheme, language }))),
    { scheme: "file", language: "plaintext", pattern: "**/*.{template,tf,tofu}" },
  ];
}
