import { describe } from 'vitest';

type Need = {
  readonly isInstalled: boolean;
  /** Why the tests cannot run without it, and what to do. */
  readonly missing: string;
  /** The environment variable that turns a missing program into a failure. */
  readonly required:
    | 'SPEDY_REQUIRE_BROWSER'
    | 'SPEDY_REQUIRE_SHELL'
    | 'SPEDY_REQUIRE_NGINX'
    | 'SPEDY_REQUIRE_PGBOUNCER'
    | 'SPEDY_REQUIRE_HAPROXY'
    | 'SPEDY_REQUIRE_PATRONI'
    | 'SPEDY_REQUIRE_PROMTOOL'
    | 'SPEDY_REQUIRE_CADDY'
    | 'SPEDY_REQUIRE_NAMESPACES'
    | 'SPEDY_REQUIRE_SYSTEMD';
};

/** Describes a suite that needs a program. Without the program it is skipped with a message, or fails if required. */
export function describeWithProgram(
  { isInstalled, missing, required }: Need,
  name: string,
  suite: () => void,
): void {
  if (isInstalled) return void describe(name, suite);
  if (process.env[required] === 'true') throw new Error(missing);
  process.stderr.write(`Tests cannot run: ${missing}.\n`);
  describe.skip(`${name} (${missing})`, suite);
}
