// Stands in for @vscode/spdlog, whose native module would need a compiler: without it, VS Code
// writes no output of extensions into files, and shows none.

const fs = require("node:fs");
const path = require("node:path");

class Logger {
  constructor(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = file;
    this.isPlain = false;
    for (const level of ["trace", "debug", "info", "warn", "error", "critical"]) {
      const head = () => `${new Date().toISOString()} [${level}] `;
      this[level] = (line) =>
        fs.appendFileSync(this.file, this.isPlain ? line : `${head()}${line}\n`);
    }
  }
  clearFormatters() {
    this.isPlain = true;
  }
  setPattern() {}
  setLevel() {}
  getLevel() {
    return 0;
  }
  flush() {}
  drop() {}
}

exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (_name, file) => new Logger(file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
