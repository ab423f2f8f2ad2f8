import { describe } from 'vitest';

type Need = {
  readonly isThere: boolean;
  /** Why the tests cannot run without it, and what to do. */
  readonly missing: string;
  /** The variable that makes it a failure where it is missing. */
  readonly required: 'SPEDY_REQUIRE_BROWSER' | 'SPEDY_REQUIRE_NGINX' | 'SPEDY_REQUIRE_PGBOUNCER';
};

/** A suite that needs a program: skipped, and said to be, where there is none; failed where it is required. */
export function describeWhere({ isThere, missing, required }: Need, name: string, suite: () => void): void {
  if (isThere) return void describe(name, suite);
  if (process.env[required] === 'true') throw new Error(missing);
  process.stderr.write(`Tests cannot run: ${missing}.\n`);
  describe.skip(`${name} (${missing})`, suite);
}
