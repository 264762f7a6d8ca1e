// Which mappinglint to run, and why: plain functions that know nothing of VS Code.

/** What a Python tells about itself. */
export interface Python {
  executable: string;
  version: readonly [number, number, number];
  /** Whether `import mappinglint` would find it. */
  hasMappinglint: boolean;
  /** Whether it has what `mappinglint lsp` needs beyond mappinglint. */
  hasServer: boolean;
}

/** Ask programs about themselves. Neither ever fails; what cannot be run is told as a reason. */
export interface Probes {
  /** Run a Python, with `libraries` in front of its own packages. */
  python(command: string, libraries?: string): Promise<Python | { problem: string }>;
  /** Greet the language server `command lsp`; return why it does not answer, if so. */
  script(command: string): Promise<{ problem: string } | undefined>;
}

/** Where to look. */
export interface Places {
  /** The setting `mappinglint.interpreter`, as a path. */
  setting?: string | undefined;
  /** The Python that another extension has chosen. */
  active?: string | undefined;
  /** Names of Pythons on PATH. */
  names: readonly string[];
  /** The folder with the packages that the extension brings along, if it brings any. */
  bundled?: string | undefined;
}

/** How to start a program that speaks `mappinglint`'s command line. */
export interface Program {
  command: string;
  args: readonly string[];
  /** What its environment has to have beyond ours. */
  env: Readonly<Record<string, string>>;
}

export interface Found {
  /** Absent if there is none. */
  program?: Program;
  /** Which one it is, in a few words. */
  origin: string;
  /** Whether it is the copy that the extension brings along. */
  isBundled: boolean;
  /** What was tried before it, and why that did not do: a sentence each. */
  passed: readonly string[];
}

const NEEDED = "Python 3.11 or newer";

/** Find the mappinglint to run: the setting's, the active environment's, PATH's, the bundled one. */
export async function findServer(places: Places, probes: Probes): Promise<Found> {
  const passed: string[] = [];
  const usable: string[] = [];

  // Whoever names an interpreter does not want another one.
  const named = places.setting || places.active;
  if (named) {
    const place = places.setting ? "mappinglint.interpreter" : "the active Python environment";
    const found = await own(named, place, `${place}, ${named}`);
    if (found) {
      return found;
    }
  }
  if (!places.setting) {
    const failed = await probes.script("mappinglint");
    if (!failed) {
      const program = { command: "mappinglint", args: [], env: {} };
      return { program, origin: "mappinglint on PATH", isBundled: false, passed };
    }
    passed.push(`mappinglint on PATH: ${failed.problem}`);
    for (const name of places.names) {
      const found = await own(name, "PATH", `${name} on PATH`);
      if (found) {
        return found;
      }
    }
  }
  return bundled();

  async function own(command: string, place: string, name: string): Promise<Found | undefined> {
    const python = await probes.python(command);
    if ("problem" in python) {
      passed.push(`${name}: ${python.problem}`);
      return undefined;
    }
    if (isNewEnough(python) && !usable.includes(python.executable)) {
      usable.push(python.executable);
    }
    const problem = lack(python);
    if (problem !== undefined) {
      passed.push(`${name}: ${problem}`);
      return undefined;
    }
    // A path is run as it is, since it may be that of a wrapper; a name is settled once.
    const run = /[\\/]/.test(command) ? command : python.executable;
    return { program: started(run, {}), origin: `${run} (${place})`, isBundled: false, passed };
  }

  async function bundled(): Promise<Found> {
    if (!places.bundled) {
      passed.push("this build of the extension brings no copy of mappinglint along");
      return { origin: "none", isBundled: false, passed };
    }
    for (const command of usable) {
      const python = await probes.python(command, places.bundled);
      const problem = "problem" in python ? python.problem : lack(python);
      if (problem === undefined) {
        // Nothing else from a variable: the copy goes with the packages beside it.
        const env = { PYTHONPATH: places.bundled, PYTHONNOUSERSITE: "1" };
        const origin = `the extension's own copy, run by ${command}`;
        return { program: started(command, env), origin, isBundled: true, passed };
      }
      passed.push(`the extension's own copy, run by ${command}: ${problem}`);
    }
    if (usable.length === 0) {
      passed.push(`the extension's own copy: there is no ${NEEDED} to run it`);
    }
    return { origin: "none", isBundled: false, passed };
  }
}

/** Read the answer of `QUESTION`. */
export function readAnswer(answer: string): Python | { problem: string } {
  try {
    const told = JSON.parse(answer.trim().split("\n").at(-1) ?? "") as Python;
    if (typeof told.executable === "string" && Array.isArray(told.version)) {
      return told;
    }
  } catch {
    // It is none of Python's.
  }
  return { problem: "it is no Python" };
}

/**
 * What a Python is asked. It may be a very old one.
 *
 * The packages are imported: a binary part that does not fit this Python shows only then. The
 * current folder is taken from the path first: nothing is imported from a workspace.
 */
export const QUESTION = `
import sys
sys.path = [path for path in sys.path if path]
import json
def has(*names):
    try:
        for name in names:
            __import__(name)
        return True
    except Exception:
        return False
ready = sys.version_info >= (3, 11)
print(json.dumps({
    "executable": sys.executable,
    "version": list(sys.version_info[:3]),
    "hasMappinglint": ready and has("mappinglint"),
    "hasServer": ready and has("mappinglint", "pygls", "yaml", "rpds", "tree_sitter"),
}))
`;

/** Replace what VS Code does not in a setting: a leading `~` and `${workspaceFolder}`. */
export function expand(path: string, home: string, folder: string | undefined): string {
  // A function, so that a $ in the folder's name stands for itself.
  const placed = path.trim().replaceAll("${workspaceFolder}", () => folder ?? "");
  return placed === "~" || /^~[\\/]/.test(placed) ? home + placed.slice(1) : placed;
}

function lack(python: Python): string | undefined {
  if (!isNewEnough(python)) {
    return `it is Python ${python.version.join(".")}, and mappinglint needs ${NEEDED}`;
  }
  if (!python.hasMappinglint) {
    return "mappinglint is not installed there";
  }
  return python.hasServer
    ? undefined
    : "mappinglint is there without its language server: pip install 'mappinglint[lsp]'";
}

function isNewEnough(python: Python): boolean {
  const [major, minor] = python.version;
  return major > 3 || (major === 3 && minor >= 11);
}

function started(command: string, env: Record<string, string>): Program {
  // -P: no module is taken from the current folder, which is the workspace's.
  return { command, args: ["-P", "-m", "mappinglint"], env };
}
