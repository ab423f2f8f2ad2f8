import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson, type Person } from '../../support/cli/person.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { freePort } from '../../support/databases/postgres-server.ts';

type Step = { step: string; state: string; evidence: string | null };

describe.runIf(databaseKind === 'sqlite')('spedy doctor, for members', () => {
  let person: Person;
  beforeAll(async () => {
    person = await createPerson();
  });
  afterAll(() => person.close());
  const states = ({ stdout }: { stdout: string }) =>
    Object.fromEntries(JSON.parse(stdout).steps.map(({ step, state }: Step) => [step, state]));

  it('says that nobody is signed in', async () => {
    const { exitCode, stdout, stderr } = await person.run(['doctor']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'spedy: 1 of 5 steps failed for your sign-in\n',
    });
    expect(stdout).toContain('Why: nobody is signed in: run spedy login');
  });

  it('checks the folder, the host and the sign-in', async () => {
    await person.logIn();
    const fine = await person.run(['doctor', '--json']);
    expect(fine.exitCode).toBe(0);
    expect(states(fine)).toEqual({ folder: 'ok', host: 'ok', reach: 'ok', clock: 'ok', credential: 'ok' });
    expect(fine.stdout).toContain('tim@acme.test, TEAM_MEMBER in acme-corp, scopes profile:read');
    expect(fine.stdout).not.toMatch(/spedy_o/);
    await chmod(`${person.folder}/sign-ins.json`, 0o644);
    const open = await person.run(['doctor']);
    expect(open.stdout).toContain('Fix: Run: chmod 600');
  });

  it('says what is wrong with the environment', async () => {
    const env = { SPEDY_TOKEN: `${person.adminToken}x`, SPEDY_HOST: person.host };
    const wrong = await person.run(['doctor', '--json'], { env });
    expect(states(wrong)).toMatchObject({ reach: 'ok', credential: 'failed' });
    expect(wrong.stdout).not.toContain(person.adminToken.slice(10));
    const nowhere = { ...env, SPEDY_HOST: `localhost:${await freePort()}`, SPEDY_CONFIG_DIR: '/dev/null/x' };
    expect(states(await person.run(['doctor', '--json'], { env: nowhere }))).toEqual({
      folder: 'warning',
      host: 'ok',
      reach: 'failed',
      clock: 'skipped',
      credential: 'skipped',
    });
  });
});
