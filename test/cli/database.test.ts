import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { expectFailure, spawnServer, spawnSpedy, spedyOn } from '../support/servers/command-line.ts';

const create = 'org create acme-corp --name Acme --plan pro --admin-email ada@acme.test'.split(' ');
/** Commands that need an existing database. */
const commands = [
  'audit verify',
  'keys list',
  'keys rotate',
  'keys drop key_000000000000',
  'org set-plan acme-corp pro',
  'user create --org acme-corp --email a@b.test --name A --role CUSTOMER',
  'user set-role --org acme-corp --email a@b.test ADMIN',
  'user deactivate --org acme-corp --email a@b.test',
  'token create --org acme-corp --email a@b.test --name CI',
  'token revoke tok_0mb2c3d4e5f6g7h8i9j0k1l',
  'board create --org acme-corp --key WEB --name Web',
];

describe('commands without an existing database', () => {
  it.each(commands)('%s: fails, names the database, and creates nothing', async (command) => {
    const empty = await createTestDatabase({ empty: true });
    const line = expectFailure(await spedyOn(empty.url)([...command.split(' '), '--json']), 1);
    expect(line).toMatch(/no database at|the database is empty/);
    const { pathname } = new URL(empty.url);
    expect(line).toContain(pathname);
    if (empty.url.startsWith('sqlite:')) expect(existsSync(pathname)).toBe(false);
    else expect(expectFailure(await spedyOn(empty.url)(['audit', 'verify']), 1)).toContain('is empty');
    await empty.drop();
  });

  it('create a database with migrate and org create, and name it', async () => {
    for (const command of [['migrate'], create]) {
      const empty = await createTestDatabase({ empty: true });
      const { exitCode, stdout } = await spedyOn(empty.url)(command);
      expect(exitCode).toBe(0);
      expect(stdout.split('\n')[0]).toMatch(/^Database: (sqlite|postgres(ql)?):\S+$/);
      expect(stdout.split('\n')[0]).toContain(new URL(empty.url).pathname);
      await empty.drop();
    }
  });

  it('never print the password of the database', async () => {
    const url = `postgres://spedy:geheim@127.0.0.1:${await freePort()}/spedy`;
    const line = expectFailure(await spedyOn(url)(['audit', 'verify']), 1);
    expect(line).not.toContain('geheim');
    // The error still names the database.
    expect(line).toContain(`(database: ${url.replace('spedy:geheim@', '')})`);
  });
});

it('names the database when a command fails', async () => {
  const database = await createTestDatabase({ empty: true });
  const spedy = spedyOn(database.url);
  await spedy(create);
  const name = `(database: ${database.url.split(':')[0]}:`;
  const again = 'user create --org acme-corp --email ada@acme.test --name A --role CUSTOMER --json';
  for (const command of [
    create.join(' '),
    again,
    'user set-role --org acme-corp --email ada@acme.test CUSTOMER',
  ])
    expect(expectFailure(await spedy(command.split(' ')), 1)).toContain(name);
  await database.drop();
});

describe('a SQLite file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-modes-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('is readable only by its owner, with its companion files and the folder created for it', async () => {
    const path = join(folder, 'data', 'spedy.db');
    const server = spawnServer({ DATABASE_URL: `sqlite:${path}`, PORT: String(await freePort()) });
    await server.untilPrinted(/Server listening/);
    expect(mode(join(folder, 'data'))).toBe('700');
    const files = readdirSync(join(folder, 'data')).sort();
    expect(files).toEqual(['spedy.db', 'spedy.db-shm', 'spedy.db-wal']);
    expect(files.map((file) => mode(join(folder, 'data', file)))).toEqual(['600', '600', '600']);
    expect((await server.stop()).stdout).not.toContain('Other users of this machine');
  });

  it('stays empty when a command that needs an existing database fails on it', async () => {
    const path = join(folder, 'notes.db');
    writeFileSync(path, '');
    for (const command of ['audit verify', 'keys list', 'org set-plan acme-corp pro'])
      expect(expectFailure(await spedyOn(`sqlite:${path}`)(command.split(' ')), 1)).toContain(
        `The file ${path} is empty`,
      );
    expect(readdirSync(folder)).toEqual(['notes.db']);
    expect(statSync(path).size).toBe(0);
    expect((await spedyOn(`sqlite:${path}`)(['migrate'])).exitCode).toBe(0);
  });

  it('keeps a mode that lets other users read it, and the server warns about it', async () => {
    const path = join(folder, 'spedy.db');
    expect((await spedyOn(`sqlite:${path}`)(['migrate'])).exitCode).toBe(0);
    expect(mode(path)).toBe('600');
    chmodSync(path, 0o640);
    const server = spawnServer({ DATABASE_URL: `sqlite:${path}`, PORT: String(await freePort()) });
    await server.untilPrinted(/Other users of this machine can access the database \S+ \(mode 0640\)/);
    await server.untilPrinted(/Server listening/);
    await server.stop();
    expect(mode(path)).toBe('640');
  });

  it('resolves ~/ to the home folder, and rejects ~user', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    const env = { HOME: home, DATABASE_URL: 'sqlite:~/spedy.db' };
    const { exitCode, stdout } = await spawnSpedy(['migrate'], env, folder).ended;
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Database: sqlite:${home}/spedy.db\n`);
    expect(existsSync(join(home, 'spedy.db'))).toBe(true);
    expect(existsSync(join(folder, '~'))).toBe(false);
    const other = await spawnSpedy(['migrate'], { ...env, DATABASE_URL: 'sqlite:~root/spedy.db' }, folder)
      .ended;
    expect(expectFailure(other, 1)).toContain('the home folder of another user');
  });
});
