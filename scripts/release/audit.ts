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

/** What npm prints if the registry does not answer the question. */
const Failure = Type.Object({ statusCode: Type.Number() });

/** What the registry knows about the runtime dependencies, or why it could not be asked. */
export type Advisories = { readonly found: readonly string[] } | { readonly unanswered: string };

/** Asks the registry for advisories about the runtime dependencies: one line for each of at least moderate severity. */
export function audit(root: string): Advisories {
  const args = ['audit', '--json', '--omit=dev', '--package-lock-only'];
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', timeout: limit });
  const report = parse(stdout);
  if (!Value.Check(Report, report)) return { unanswered: unanswered(report) };
  const found = Object.values(report.vulnerabilities)
    .filter(({ severity }) => serious.includes(severity))
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
  return { found };
}

/** Without npm's own message, which can have an address with a password. */
function unanswered(report: unknown): string {
  const reason = Value.Check(Failure, report)
    ? `it answers questions about advisories with status ${report.statusCode}, as mirrors without them do`
    : 'it did not answer';
  return `npm audit could not ask the registry: ${reason}. Check the network, or set npm_config_registry to one that has them`;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
