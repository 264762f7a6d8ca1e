// The Python that another extension has chosen. Each has an interface of its own; of it, only what
// is used here is declared.

/** What `vscode.extensions.getExtension` returns. */
export interface OtherExtension {
  activate(): Thenable<unknown>;
}

/** What an interface announces changes with. */
type Announce = (listener: () => void) => { dispose(): void };

interface EnvironmentsApi {
  getEnvironment(
    scope: unknown,
  ): Promise<{ execInfo?: { run?: { executable?: string } } } | undefined>;
  onDidChangeEnvironment?: Announce;
}

interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: unknown): { path: string };
    resolveEnvironment(
      environment: unknown,
    ): Promise<{ executable: { uri?: { fsPath: string } } } | undefined>;
    onDidChangeActiveEnvironmentPath?: Announce;
  };
}

export interface ActivePython {
  /** The path of its executable; undefined if nothing has been chosen. */
  path(): Promise<string | undefined>;
  onChange: Announce;
}

const NEVER: Announce = () => ({ dispose: () => undefined });

/** Return what knows the active Python of a folder, if an extension for Python is installed. */
export async function activePython(
  extension: (id: string) => OtherExtension | undefined,
  folder: unknown,
): Promise<ActivePython | undefined> {
  const environments = extension("ms-python.vscode-python-envs");
  if (environments) {
    const api = (await environments.activate()) as EnvironmentsApi;
    return {
      path: async () => (await api.getEnvironment(folder))?.execInfo?.run?.executable,
      onChange: api.onDidChangeEnvironment ?? NEVER,
    };
  }
  const python = extension("ms-python.python");
  if (python) {
    const { environments: api } = (await python.activate()) as PythonApi;
    return {
      path: async () => {
        const chosen = api.getActiveEnvironmentPath(folder);
        return (await api.resolveEnvironment(chosen))?.executable.uri?.fsPath;
      },
      onChange: api.onDidChangeActiveEnvironmentPath ?? NEVER,
    };
  }
  return undefined;
}
