// `npm run release -- VERSION`: makes a release of the current commit, with all its files in release/VERSION/. Publishes nothing.
// `npm run release -- --dry-run`: the same checks and files, in release/rehearsal/, without a version, commit or tag.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { version as current } from '../../src/contract/version.ts';
import { writeArtifacts } from './artifacts.ts';
import { audit } from './audit.ts';
import { releaseChanges, unreleasedChanges } from './changelog.ts';
import { licenseProblems } from './licenses.ts';
import { isNotOlder, nextVersion, writeVersion } from './versions.ts';

const usage = 'usage: npm run release -- VERSION|patch|minor|major|--dry-run [--without-audit]';
const root = fileURLToPath(new URL('../../', import.meta.url));
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

try {
  release();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function release(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'without-audit': { type: 'boolean', default: false },
    },
  });
  if (values['dry-run']) {
    rehearse(positionals, values['without-audit']);
    return;
  }
  const version = nextVersion(current, positionals[0] ?? '');
  if (version === null || positionals.length !== 1) throw new Error(usage);
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const notes = unreleasedChanges(changelog);
  const problems = problemsOf(version, notes, values['without-audit']);
  if (notes === null || problems.length > 0) throw new Error(problems.join('\n'));

  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(join(root, 'CHANGELOG.md'), releaseChanges(changelog, version, day));
  const changed = writeVersion(root, current, version);
  git('add', 'CHANGELOG.md', ...changed);
  git('commit', '--quiet', '--message', `Release ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', `Release ${version}`);
  const folder = join(root, 'release', version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'notes.md'), `${notes}\n`);
  const files = writeArtifacts(root, folder, version, timeOfCommit());
  process.stdout.write(
    `Released ${version} in release/${version}/: ${files.join(', ')}, notes.md\nNow: git push --follow-tags, and publish these files with the tag.\n`,
  );
}

/** Does all that a release does and that can be undone. Says what would prevent it, which a rehearsal does not. */
function rehearse(positionals: readonly string[], withoutAudit: boolean): void {
  const version = nextVersion(current, positionals[0] ?? current);
  if (version === null || positionals.length > 1) throw new Error(usage);
  const notes = unreleasedChanges(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
  const problems = problemsOf(version, notes, withoutAudit);
  const folder = join(root, 'release/rehearsal');
  rmSync(folder, { recursive: true, force: true });
  const files = writeArtifacts(root, folder, current, timeOfCommit());
  for (const problem of problems) process.stdout.write(`A release would stop: ${problem}\n`);
  process.stdout.write(
    `Rehearsed ${version}, and changed nothing. release/rehearsal/: ${files.join(', ')}\n`,
  );
}

function timeOfCommit(): Date {
  return new Date(Number(git('show', '--no-patch', '--format=%ct')) * 1_000);
}

/** Everything that prevents the release, one line each. Nothing has been changed yet. */
function problemsOf(version: string, notes: string | null, withoutAudit: boolean): string[] {
  const problems: string[] = [];
  if (git('status', '--porcelain') !== '')
    problems.push('The working tree has changes: commit or stash them first.');
  if (git('tag', '--list', `v${version}`) !== '' || !isNotOlder(version, current))
    problems.push(`${version} is not newer than ${current}, or was released: choose a newer version.`);
  if (notes === null)
    problems.push('CHANGELOG.md has no changes that are not released: write them under "## [Unreleased]".');
  if (!readFileSync(join(root, 'docs/upgrade.md'), 'utf8').includes(`### ${version}\n`))
    problems.push(
      `docs/upgrade.md has no "### ${version}": say what an upgrade needs, or that it needs nothing.`,
    );
  for (const file of ['dashboard/dist/index.html', 'help/dist/files.json'])
    if (!existsSync(join(root, file))) problems.push(`${file} is missing: run npm run build.`);
  problems.push(...licenseProblems(root).map((problem) => `License not accepted: ${problem}`));
  const advisories = withoutAudit ? { found: [] } : audit(root);
  if ('unanswered' in advisories) problems.push(`${advisories.unanswered}, or use --without-audit.`);
  else problems.push(...advisories.found.map((advisory) => `Vulnerable: ${advisory}`));
  return problems;
}
