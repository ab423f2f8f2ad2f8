import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithProgram } from '../support/describe-with-program.ts';
import { findProgram } from '../support/servers/find-program.ts';
import { context, read } from './context.ts';

const unit = read('ops/systemd/spedy.service');
/** Tenths of points, of 100: the exposure that systemd computes must be lower. A service without options has 96. */
const threshold = 15;

function settingsOf(text: string, name: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}=`));
  return lines.map((line) => line.slice(name.length + 1));
}

describe('ops/systemd/spedy.service', () => {
  it('gives the server time to stop, and keeps its secrets out of the environment', () => {
    expect(Number(settingsOf(unit, 'TimeoutStopSec')[0])).toBeGreaterThan(10);
    expect(settingsOf(unit, 'Environment').filter((line) => /SECRET|PASSWORD|DATABASE/.test(line))).toEqual([
      'SPEDY_SECRET_KEY_FILE=%d/secret-key',
    ]);
    expect(settingsOf(unit, 'User')).toEqual(['spedy']);
  });
});

const need = {
  isInstalled: versionOf() >= 252,
  missing: 'systemd-analyze 252 or newer was not found; install it, for example the package systemd',
  required: 'SPEDY_REQUIRE_SYSTEMD',
} as const;
describeWithProgram(need, 'systemd', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-systemd-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** Returns what systemd says about a unit. */
  const verify = (text: string) => {
    const file = join(folder, 'spedy.service');
    writeFileSync(file, text);
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };
  // The program is not installed in its place here.
  const runnable = unit.replace(/^ExecStart=\S+/m, `ExecStart=${join(context, 'bin/spedy.js')}`);

  it('accepts every line of the unit', () => {
    expect(verify(runnable)).toEqual({ status: 0, output: '' });
    expect(verify(`${runnable}\n[Service]\nProtectHoem=yes\n`).output).toContain('ProtectHoem');
  });

  it('finds it well protected', () => {
    const analyze = (text: string) => {
      writeFileSync(join(folder, 'spedy.service'), text);
      const args = [
        'security',
        '--offline=true',
        `--threshold=${threshold}`,
        '--no-pager',
        join(folder, 'spedy.service'),
      ];
      return spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    };
    const { status, stdout } = analyze(unit);
    expect(status, stdout.split('\n').at(-2)).toBe(0);
    expect(
      analyze(unit.replace('ProtectSystem=strict\n', '').replace('CapabilityBoundingSet=\n', '')).status,
    ).toBe(1);
  });

  it('creates the user', () => {
    for (const name of ['etc', 'usr/lib/sysusers.d']) mkdirSync(join(folder, name), { recursive: true });
    const file = join(folder, 'usr/lib/sysusers.d/spedy.conf');
    writeFileSync(file, readFileSync(join(context, 'ops/systemd/spedy.sysusers.conf')));
    execFileSync('systemd-sysusers', [`--root=${folder}`, file], { stdio: 'pipe' });
    const passwd = readFileSync(join(folder, 'etc/passwd'), 'utf8');
    expect(passwd).toMatch(/^spedy:x:\d+:\d+:Spedy:\/var\/lib\/spedy:\/usr\/sbin\/nologin$/m);
  });
});

function versionOf(): number {
  if (findProgram('systemd-analyze') === null) return 0;
  const { stdout } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
  return Number(/^systemd (\d+)/.exec(stdout)?.[1] ?? 0);
}
