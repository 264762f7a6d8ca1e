// Runs programs to learn what they are.

import { type ExecFileException, execFile } from "node:child_process";
import { type Probes, QUESTION, readAnswer } from "./find_server";

// Milliseconds: a cold disk needs seconds to start a Python with its packages.
const PATIENCE = 30_000;

/** Return probes that run in `folder`: it must be one from which nothing can be imported. */
export function realProbes(folder: string): Probes {
  return {
    async python(command, libraries) {
      const env = libraries ? { PYTHONPATH: libraries, PYTHONNOUSERSITE: "1" } : {};
      const ran = await run(command, ["-c", QUESTION], env);
      return "problem" in ran ? ran : readAnswer(ran.output);
    },
    async script(command) {
      const ran = await run(command, ["lsp"], {});
      return "problem" in ran ? ran : undefined;
    },
  };

  function run(
    command: string,
    args: string[],
    env: Record<string, string>,
  ): Promise<{ output: string } | { problem: string }> {
    return new Promise((resolve) => {
      const options = { cwd: folder, env: { ...process.env, ...env }, timeout: PATIENCE };
      try {
        const child = execFile(command, args, options, (error, output, complaints) => {
          resolve(error ? { problem: reason(error, complaints) } : { output });
        });
        // A program that has gone already takes no input.
        child.stdin?.on("error", () => undefined);
        child.stdin?.end();
      } catch (error) {
        resolve({ problem: String(error) });
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
