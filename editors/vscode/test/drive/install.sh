#!/usr/bin/env bash
# Installs what package-lock.json pins: a real VS Code (code-server 4.100.3 is VS Code 1.100.3) and
# playwright-core. From the npm registry alone, and without a compiler.
set -euo pipefail
cd "$(dirname "$0")"

quietly=(--ignore-scripts --no-audit --no-fund --loglevel=error)
mark=node_modules/.complete
if cmp --silent package-lock.json "$mark"; then exit; fi
npm ci "${quietly[@]}" >/dev/null
code=node_modules/code-server/lib/vscode
npm install --prefix "$code" --omit=dev "${quietly[@]}" >/dev/null
ln -sfn node_modules "$code/node_modules.asar"
# Its install scripts would build native modules. It starts without all but two: that for
# passwords, of which there are none here, and that which writes logs.
printf 'module.exports = {};\n' >node_modules/argon2/argon2.js
cp spdlog.js "$code/node_modules/@vscode/spdlog/index.js"
cp package-lock.json "$mark"
