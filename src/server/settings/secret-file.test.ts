import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, readSettings } from '../config.ts';

const key = `${'A'.repeat(43)}=`;

describe('secrets in files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  /** Returns the lines of the error, which must not contain a secret. */
  const problemsOf = (env: Record<string, string>) => {
    try {
      readConfig(env);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      expect(message).not.toContain('hunter2');
      return message.split('\n');
    }
    return [];
  };

  it('are read without the end of the line, also through a link, as Kubernetes makes them', () => {
    const real = file('secret-key', `${key}\n`);
    symlinkSync(real, join(folder, 'link'));
    const env = {
      SPEDY_SECRET_KEY_FILE: join(folder, 'link'),
      DATABASE_URL_FILE: file('database-url', 'postgres://spedy:hunter2@db/spedy\r\n'),
      SPEDY_SMTP_URL_FILE: file('smtp', 'smtps://spedy:hunter2@mail.example'),
      SPEDY_MAIL_FROM: 'spedy@acme.example',
    };
    const { config, sources } = readSettings(env);
    expect(config).toMatchObject({
      secretKeys: [key],
      databaseUrl: 'postgres://spedy:hunter2@db/spedy',
      mail: { host: 'mail.example' },
      warnings: [],
    });
    expect(sources.given.databaseUrl.source).toEqual({
      kind: 'secret-file',
      name: 'DATABASE_URL_FILE',
      path: env.DATABASE_URL_FILE,
    });
  });

  it('are unset if the file or the variable is empty, and yield to an option', () => {
    const empty = { SPEDY_SMTP_URL_FILE: file('empty', '\n'), SPEDY_SECRET_KEY_FILE: ' ' };
    expect(readConfig(empty)).toMatchObject({ mail: null, secretKeys: [] });
    const { config } = readSettings(
      { DATABASE_URL_FILE: file('other', 'postgres://other') },
      { flags: { databaseUrl: 'sqlite:./mine.db' } },
    );
    expect(config.databaseUrl).toBe('sqlite:./mine.db');
  });

  it('stop the start with one line each if they cannot be used', () => {
    mkdirSync(join(folder, 'folder'));
    const named = (name: string) => `${join(folder, name)} (DATABASE_URL_FILE)`;
    const cases: [string, string][] = [
      [join(folder, 'missing'), `Cannot read ${named('missing')}: it does not exist`],
      [join(folder, 'folder'), `Cannot read ${named('folder')}: it is not a file`],
      [file('large', 'hunter2'.repeat(10_000)), `Cannot read ${named('large')}: it is larger than 64 KiB`],
      [file('binary', Buffer.from([0xff, 0xfe])), `Cannot read ${named('binary')}: it is not UTF-8 text`],
      [
        file('lines', 'postgres://spedy:hunter2@db/spedy\nhunter2'),
        `${named('lines')} must have one line, the value alone`,
      ],
    ];
    for (const [path, line] of cases) expect(problemsOf({ DATABASE_URL_FILE: path })).toEqual([line]);
    const wrong = file('wrong-key', 'hunter2');
    expect(problemsOf({ SPEDY_SECRET_KEY_FILE: wrong })).toEqual([
      expect.stringMatching(/^The text of \S+wrong-key \(SPEDY_SECRET_KEY_FILE\) must be 32 bytes in base64/),
    ]);
  });

  it('must not be given twice', () => {
    const DATABASE_URL_FILE = file('twice', 'postgres://db/spedy');
    expect(problemsOf({ DATABASE_URL_FILE, DATABASE_URL: 'postgres://spedy:hunter2@db/spedy' })).toEqual([
      'DATABASE_URL and DATABASE_URL_FILE are both set: unset one of them',
    ]);
  });

  it('exist for secret settings only', () => {
    expect(readConfig({ SPEDY_BASE_URL_FILE: '/run/secrets/base_url' }).warnings).toEqual([
      expect.stringContaining('SPEDY_BASE_URL_FILE is not a setting and is ignored'),
    ]);
  });
});
