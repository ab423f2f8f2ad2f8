import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingList } from '../../src/server/settings/catalog.ts';
import { databaseKind } from '../support/databases/database.ts';
import { expectFailure, runOnTerminal, spawnSpedy } from '../support/servers/command-line.ts';

const key = `${'A'.repeat(43)}=`;

describe.runIf(databaseKind === 'sqlite')('spedy config', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-config-'));
    file = join(folder, 'spedy.toml');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runOnTerminal(args, env, Readable.from([]));
  const write = (text: string, mode = 0o600) => {
    writeFileSync(file, text);
    chmodSync(file, mode);
  };
  /** Runs with --json and returns the settings by key. */
  const settingsOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { exitCode, stdout, stderr } = await run(['config', '--json', ...args], env);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { settings } = JSON.parse(stdout);
    return (name: string) => settings.find((setting: { key: string }) => setting.key === name);
  };

  it('takes an option, else a variable, else the file, else the default, and says which', async () => {
    write('host = "0.0.0.0"\nport = 1000\nrate_limit = 5\n[log]\nlevel = "warn"\n');
    const setting = await settingsOf(['--config', file, '--port', '3000'], {
      PORT: '2000',
      LOG_LEVEL: 'error',
    });
    expect(setting('port')).toMatchObject({ value: 3000, source: { kind: 'flag', name: '--port' } });
    expect(setting('log.level')).toMatchObject({
      value: 'error',
      source: { kind: 'variable', name: 'LOG_LEVEL' },
    });
    expect(setting('host')).toMatchObject({
      value: '0.0.0.0',
      source: { kind: 'file', path: file, line: 1, key: 'host' },
    });
    expect(setting('cache_size')).toMatchObject({ value: 100_000, source: { kind: 'default' } });
    expect(setting('base_url').value).toBe('http://localhost:3000');
  });

  it('shows a table with all settings, and where each comes from', async () => {
    write('port = 8080\n');
    const { stdout } = await run(['config'], { SPEDY_CONFIG: file });
    expect(stdout).toMatch(new RegExp(`^port +8080 +${file}:1$`, 'm'));
    expect(stdout).toMatch(/^base_url +http:\/\/localhost:8080 +default$/m);
    for (const { setting } of settingList) expect(stdout).toMatch(new RegExp(`^${setting.key} `, 'm'));
  });

  it('is named in later messages by where it comes from, not by its variable', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const database = `sqlite:${join(folder, 'spedy.db')}`;
    const lineOf = async (...args: string[]) => (await spawnSpedy(args, {}, folder).ended).stderr;
    write(`port = ${port}\ndatabase = "mysql://x"\n`);
    expect(
      await Promise.all([
        lineOf('serve', '--database', 'mysql://x'),
        lineOf('serve', '--config', file, '--database', database),
      ]),
    ).toEqual([
      '--database must begin with sqlite: or postgres://.\n',
      expect.stringContaining(`this port. Stop it, or set port in ${file}.\n`),
    ]);
    expect((await run(['admin', 'org', 'list', '--config', file])).stderr).toContain(
      `database in ${file} must begin`,
    );
    taken.close();
  }, 60_000);

  it('shows no secret in any form', async () => {
    write(`secret_key = "${key}"\n[mail]\nsmtp_url = "smtps://ada:hunter2@mail.test"\nfrom = "a@b.test"\n`);
    const env = { DATABASE_URL: 'postgres://spedy:hunter3@db.test/spedy?password=hunter4' };
    const text = await run(['config', '--config', file], env);
    const json = await run(['config', '--config', file, '--json'], env);
    expect(text.stdout + json.stdout).not.toMatch(/hunter|AAAA/);
    expect(text.stdout).toContain('smtps://ada:[hidden]@mail.test');
    expect(text.stdout).toContain('postgres://spedy:[hidden]@db.test/spedy?[hidden]');
  });

  it('warns of secrets that other users of the machine can read', async () => {
    write(`secret_key = "${key}"\n`, 0o644);
    expect((await run(['config', '--config', file])).stderr).toContain(
      `settings file ${file}. Run chmod 600`,
    );
    write('port = 8080\n', 0o644);
    expect((await run(['config', '--config', file])).stderr).toBe('');
    const flag = await run(['config', '--database', 'postgres://spedy:hunter2@db.test/spedy']);
    expect(flag.stderr).toMatch(/^Warning: [^\n]*--database[^\n]*\n$/);
  });

  it('names the line of each mistake in the file', async () => {
    write(
      'prot = 1\nport = "80"\nSPEDY_BASE_URL = "x"\n[oauth]\ncode_ttl = 1000\n[metrics]\nrate_limit = 1\n[extra]\n',
    );
    const { exitCode, stdout, stderr } = await run(['config', '--config', file]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.trim().split('\n').sort()).toEqual(
      [
        'spedy: FILE:1: prot is not a setting; did you mean port?',
        'spedy: FILE:2: port must be a whole number without quotes',
        'spedy: FILE:3: SPEDY_BASE_URL is not a setting; did you mean base_url?',
        'spedy: FILE:5: oauth.code_ttl must be seconds, 1 to 600; it is "1000"',
        'spedy: FILE:7: metrics.rate_limit is not a setting; did you mean rate_limit?',
        'spedy: FILE:8: extra is not a setting; spedy config lists all',
      ].map((line) => line.replace('FILE', file)),
    );
  });

  it.each([
    ['not TOML', 'port = \n', /:2: not valid TOML: /],
    ['a key twice', 'port = 1\nport = 2\n', /:2: not valid TOML: /],
    ['a table that is a setting', '[port]\nx = 1\n', /:2: port\.x is not a setting/],
    ['a value that is a table', 'port = { a = 1 }\n', /:1: port\.a is not a setting/],
    ['a list with a number', 'trust_proxy = [1]\n', /:1: trust_proxy must be an array of strings/],
    ['a number too large', 'port = 99999\n', /:1: port must be a port, 1 to 65535; it is "99999"/],
    [
      'a secret that is wrong',
      'secret_key = "hunter2"\n',
      /:1: secret_key must be 32 bytes in base64(?!.*hunter)/,
    ],
  ])('rejects %s in one line', async (_what, text, line) => {
    write(text);
    expect(expectFailure(await run(['config', '--config', file]), 1)).toMatch(line);
  });

  it('says why a file cannot be read', async () => {
    expect(expectFailure(await run(['config', '--config', join(folder, 'none.toml')]), 1)).toContain(
      'does not exist',
    );
    expect(expectFailure(await run(['config', '--config', folder]), 1)).toContain('it is not a file');
    writeFileSync(file, Buffer.from([0x61, 0xff]));
    expect(expectFailure(await run(['config', '--config', file]), 1)).toContain('it is not UTF-8 text');
  });

  it('reads the file for every command, before or after its name', async () => {
    write(`database = "sqlite:${folder}/from-file.db"\n`);
    expectFailure(await run(['--config', file, 'org', 'list']), 1);
    expect((await run(['admin', 'migrate', '--config', file])).stdout).toContain(`${folder}/from-file.db`);
    expect((await run(['--config', file, 'org', 'list'])).exitCode).toBe(0);
  });

  it('rejects an address that is a URL, and names the option', async () => {
    expect(expectFailure(await run(['config', '--host', 'http://0.0.0.0:80']), 1)).toMatch(
      /--host must be an address/,
    );
  });
});
