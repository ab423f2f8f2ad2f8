import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgresPrograms } from '../../../ops/ha/cluster/programs.ts';
import { fillTemplate, parseEnvironment, type TemplateName } from '../../../ops/ha/cluster/template.ts';
import { readConfig } from '../../../src/server/config.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { describeWithProgram } from '../../support/describe-with-program.ts';
import { findProgram } from '../../support/servers/find-program.ts';

const haproxy = findProgram('haproxy');
const patroni = existsSync('/usr/lib/postgresql') ? findProgram('patroni') : null;

/** The templates of `ops/ha/config/`, filled for machines that do not run. */
describe.runIf(databaseKind === 'postgres')('configuration for high availability', () => {
  let folder: string;
  const values = {
    NODE: 'pg1',
    ADDRESS: '127.0.0.5',
    NETWORK: '127.0.0.0/8',
    PG1: '127.0.0.5',
    PG2: '127.0.0.6',
    PG3: '127.0.0.7',
    POSTGRES_BIN: '/usr/lib/postgresql/15/bin',
    SUPERUSER_PASSWORD: 'superuser',
    REPLICATION_PASSWORD: 'replication',
    WATCHDOG: 'off',
    PORT: '5000',
    BASE_URL: 'https://spedy.example',
    SPEDY_PASSWORD: 'password',
    SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-ha-configuration-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Writes a filled template. Returns its path. */
  function write(name: TemplateName, more: Readonly<Record<string, string>> = {}): string {
    const path = join(folder, name);
    writeFileSync(path, fillTemplate(name, { ...values, DATA: folder, ...more }));
    return path;
  }

  function run(program: string | null, args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(program ?? '', args, { encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  }

  it('gives Spedy settings that it accepts', () => {
    const config = readConfig(parseEnvironment(readFileSync(write('spedy.env'), 'utf8')));
    expect(config).toMatchObject({
      databaseUrl: 'postgres://spedy:password@127.0.0.1:5000/spedy',
      oauth: { refreshGrace: 120 },
    });
  });

  it('names every value that a template needs', () => {
    expect(() => fillTemplate('haproxy.cfg', {})).toThrow('haproxy.cfg needs a value for PORT');
  });

  describeWithProgram(
    {
      isInstalled: haproxy !== null,
      missing: 'haproxy was not found; install it, for example the package haproxy',
      required: 'SPEDY_REQUIRE_HAPROXY',
    },
    'HAProxy',
    () => {
      it('accepts its file', () => {
        expect(run(haproxy, ['-c', '-f', write('haproxy.cfg')])).toMatchObject({ status: 0 });
      });
    },
  );

  describeWithProgram(
    {
      isInstalled: patroni !== null,
      missing:
        'patroni or PostgreSQL was not found; install them, for example the packages patroni and postgresql',
      required: 'SPEDY_REQUIRE_PATRONI',
    },
    'Patroni',
    () => {
      it('finds nothing wrong with its file, except that etcd does not run', () => {
        const file = write('patroni.yml', { POSTGRES_BIN: findPostgresPrograms() });
        const { output } = run(patroni, ['--validate-config', file]);
        expect(output.trim().split('\n')).toEqual([expect.stringMatching(/^etcd\.hosts .*is not reachable/)]);
      });
    },
  );
});
