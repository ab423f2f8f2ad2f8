import { spawnSync } from 'node:child_process';
import { describeWithProgram } from '../describe-with-program.ts';
import { findProgram } from '../servers/find-program.ts';

const executable = findProgram('promtool');

/** Describes a suite that needs promtool, Prometheus's own checker. */
export function describeWithPromtool(name: string, suite: () => void): void {
  const need = {
    isInstalled: executable !== null,
    missing: 'promtool was not found; install it, for example the package prometheus',
    required: 'SPEDY_REQUIRE_PROMTOOL',
  } as const;
  describeWithProgram(need, name, suite);
}

/** Runs promtool. Returns its exit code and all of its output. */
export function runPromtool(args: readonly string[], input = ''): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(executable ?? 'promtool', args, { input, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}
