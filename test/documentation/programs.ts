import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../support/servers/find-program.ts';

/**
 * Writes the programs that the pages call into a folder: Spedy from this working tree, and in place of those of other
 * vendors one that checks that the MCP server answers at the address that it is given.
 */
export function writePrograms(folder: string, root: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/usr/bin/env bash\nset -eu\n${lines}\n`);
    chmodSync(path, 0o755);
  };
  const spedy = `exec ${process.execPath} ${root}/src/cli/main.ts`;
  write(
    'spedy',
    `case "$*" in
  # Whether a server starts with these settings is tested elsewhere; here, whether it accepts them.
  serve) exec ${process.execPath} -e 'import("${root}/src/server/config.ts").then(({ readConfig }) => readConfig(process.env))' ;;
  *) ${spedy} "$@" ;;
esac`,
  );
  write(
    'npm',
    `case "$*" in
  "run -s spedy -- "*) shift 4; ${spedy} "$@" ;;
  # The demo runs already, from the same sources.
  ci | "run demo" | install*) ;;
  *) echo "npm $* is not known to this test" >&2; exit 1 ;;
esac`,
  );
  // An error of the API is a failure of the command.
  write(
    'curl',
    `case "$*" in
  *-fsS* | *--fail*) exec ${findProgram('curl')} "$@" ;;
  *) exec ${findProgram('curl')} --fail-with-body "$@" ;;
esac`,
  );
  write('store-secret', '[ "$1" = SPEDY_TOKEN ] && [[ "$2" =~ ^spedy_pat_[0-9A-Za-z]{38}$ ]]');
  const client = `address=$(grep -oE 'https?://[^" ]+/mcp' <<<"$*" || true)
[ -n "$address" ] || exit 0
header=$(grep -oE 'Authorization: Bearer spedy_[a-z]+_[0-9A-Za-z]+' <<<"$*" || true)
status=$(${findProgram('curl')} -s -o /dev/null -w '%{http_code}' -H "$header" -H 'Content-Type: application/json' \\
  -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' "$address")
[ "$status" = "$([ -n "$header" ] && echo 200 || echo 401)" ]`;
  for (const name of ['claude', 'code', 'codex', 'gemini']) write(name, client);
}
