// Runs programs to learn what they are.

import { type ExecFileException, execFile } from "node:child_process";
import { type Probes, QUESTION, readAnswer } from "./find_server";

// Milliseconds: a cold disk needs seconds to start a Python with its packages.
const PATIENCE = 30_000;

// What every language server answers with what it can do.
const REQUEST = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { processId: null, rootUri: null, capabilities: {} },
});
const GREETING = `Content-Length: ${REQUEST.length}\r\n\r\n${REQUEST}`;

/** Return probes that run in `folder`: it must be one from which nothing can be imported. */
export function realProbes(folder: string): Probes {
  return {
    async python(command, libraries) {
      const env = libraries ? { PYTHONPATH: libraries, PYTHONNOUSERSITE: "1" } : {};
      const ran = await run(command, ["-c", QUESTION], env);
      return ran.problem === undefined ? readAnswer(ran.output) : { problem: ran.problem };
    },
    async script(command) {
      // It ends with its input, with whatever exit code: that it has answered is what counts.
      const ran = await run(command, ["lsp"], {}, GREETING);
      if (ran.output.includes('"capabilities"')) {
        return undefined;
      }
      return { problem: ran.problem ?? "it is no language server" };
    },
  };

  function run(
    command: string,
    args: string[],
    env: Record<string, string>,
    input = "",
  ): Promise<{ output: string; problem?: string }> {
    return new Promise((resolve) => {
      const options = { cwd: folder, env: { ...process.env, ...env }, timeout: PATIENCE };
      try {
        const child = execFile(command, args, options, (error, output, complaints) => {
          resolve(error ? { output, problem: reason(error, complaints) } : { output });
        });
        // A program that has gone already takes no input.
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(input);
      } catch (error) {
        resolve({ output: "", problem: String(error) });
      }
    });
  }
}

function reason(error: ExecFileException, complaints: string): string {
  if (error.code === "ENOENT") {
    return "there is none";
  }
  if (error.killed) {
    return `it did not answer within ${PATIENCE / 1000} seconds`;
  }
  const last = complaints.trim().split("\n").at(-1)?.trim();
  return `it cannot be run: ${last || error.message.split("\n")[0]}`;
}
