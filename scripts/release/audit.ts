import { spawnSync } from 'node:child_process';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Report = Type.Object({
  vulnerabilities: Type.Record(
    Type.String(),
    Type.Object({ name: Type.String(), severity: Type.String(), range: Type.String() }),
  ),
});
/** Severities that stop a release. */
const serious = ['moderate', 'high', 'critical'];
/** Milliseconds that the registry has. */
const limit = 60_000;

/** What the registry knows about the runtime dependencies; null if it could not be asked. */
export type Advisories = readonly string[] | null;

/** Asks the registry for advisories about the runtime dependencies: one line for each of at least moderate severity. */
export function audit(root: string): Advisories {
  const args = ['audit', '--json', '--omit=dev', '--package-lock-only'];
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', timeout: limit });
  const report = parse(stdout);
  if (!Value.Check(Report, report)) return null;
  return Object.values(report.vulnerabilities)
    .filter(({ severity }) => serious.includes(severity))
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
