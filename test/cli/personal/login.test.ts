import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPerson, once, type Person } from '../../support/cli/person.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { MemberBrowser } from '../../support/oauth/oauth-site.ts';
import { expectFailure, expectResult } from '../../support/servers/command-line.ts';

/** Blocks of `docs/cli.md` in which the port, the state and other values of a run are replaced. */
const page = readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

describe.runIf(databaseKind === 'sqlite')('spedy login', () => {
  let person: Person;
  beforeAll(async () => {
    person = await createPerson();
  });
  afterAll(() => person.close());

  /** A run as the page shows it: `acme-corp.example` in place of this site, and what differs each time as dots. */
  const asShown = (command: string, { stdout, stderr }: { stdout: string; stderr: string }) =>
    `$ ${command}\n${stderr}${stdout}`
      .replaceAll(`http://${person.host}`, 'https://acme-corp.example')
      .replaceAll(person.host, 'acme-corp.example')
      .replaceAll('tim@acme.test', 'tim@acme.example')
      .replaceAll('tim (', 'Tim Okafor (')
      .replaceAll('acme-corp (acme-corp)', 'Acme Corp (acme-corp)')
      .replaceAll(/\?\S+/g, '?…')
      .replaceAll(/\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/g, 'WDJB-MJHT');

  it('signs in with the browser, and keeps the sign-in for its owner alone', async () => {
    const login = await person.logIn();
    expect(login.exitCode).toBe(0);
    expect(await page).toContain(asShown('spedy login --host acme-corp.example --no-browser', login));
    expect(login.stdout + login.stderr).not.toMatch(/spedy_o[ar]t_/);
    expect(await person.stored()).toMatch(/spedy_ort_/);
    expect((await stat(`${person.folder}/sign-ins.json`)).mode & 0o777).toBe(0o600);
    expect((await stat(person.folder)).mode & 0o777).toBe(0o700);
    const whoami = await person.run(['whoami']);
    expect(await page).toContain(asShown('spedy whoami', whoami));
    const json = expectResult(await person.run(['whoami', '--json']));
    expect(json).toMatchObject({
      host: person.host,
      user: { email: 'tim@acme.test' },
      authentication: { method: 'oauth' },
      hosts: [{ host: person.host, email: 'tim@acme.test', default: true }],
    });
    expect(person.log.join('')).not.toMatch(/spedy_(o[ar]t|oac)_/);
  });

  it('signs in with a code on another machine', { timeout: 60_000 }, async () => {
    const browser = new MemberBrowser(person, person.teamMember);
    const login = await person.run(['login', '--host', person.host, '--device'], {
      onOutput: once(/\b[A-Z]{4}-[A-Z]{4}\b/, (code) => browser.allowDevice(code)),
    });
    expect(login).toMatchObject({ exitCode: 0 });
    expect(await page).toContain(asShown('spedy login --host acme-corp.example --device', login));
    expect(expectResult(await person.run(['whoami', '--json'])).authentication.method).toBe('oauth');
  });

  it('ends the sign-in that it replaces, and the last one on logout', async () => {
    const tokens = async () => JSON.parse(await person.stored()).hosts[`http://${person.host}`].oauth;
    await person.logIn();
    const first = await tokens();
    await person.logIn();
    const second = await tokens();
    const statusOf = async ({ accessToken }: { accessToken: string }) =>
      (await person.send('GET', '/api/v1/me', { token: accessToken })).status;
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
    const logout = await person.run(['logout']);
    expect(await page).toContain(asShown('spedy logout', logout));
    expect(await statusOf(second)).toBe(401);
    const line = await person.run(['whoami']);
    expect(line).toMatchObject({ exitCode: 4, stdout: '' });
    expect(line.stderr).toContain('nobody is signed in: run spedy login --host');
  });

  it('says what to do if the person denies it', async () => {
    const browser = new MemberBrowser(person, person.teamMember);
    const login = await person.run(['login', '--host', person.host, '--no-browser'], {
      onOutput: once(/^http\S+$/m, async (address) => {
        await fetch(await browser.authorize(new URL(address), 'deny'));
      }),
    });
    expect(login).toMatchObject({ exitCode: 1, stdout: '' });
    expect(login.stderr).toContain('spedy: the sign-in was denied in the browser; nothing was stored\n');
  });

  it('takes only the answer to its own request', async () => {
    const browser = new MemberBrowser(person, person.teamMember);
    const statuses: number[] = [];
    const login = await person.run(['login', '--host', person.host, '--no-browser'], {
      onOutput: once(/^http\S+$/m, async (address) => {
        const answer = await browser.authorize(new URL(address));
        const forged = new URL(answer);
        forged.searchParams.set('state', 'another');
        const elsewhere = new URL('/', answer);
        for (const url of [forged, elsewhere, answer]) statuses.push((await fetch(url)).status);
      }),
    });
    expect(login.exitCode).toBe(0);
    expect(statuses).toEqual([400, 404, 200]);
  });

  it('rejects an answer of another server', async () => {
    const browser = new MemberBrowser(person, person.teamMember);
    const login = await person.run(['login', '--host', person.host, '--no-browser'], {
      onOutput: once(/^http\S+$/m, async (address) => {
        const answer = await browser.authorize(new URL(address));
        answer.searchParams.set('iss', 'https://evil.example');
        await fetch(answer);
      }),
    });
    expect(login).toMatchObject({ exitCode: 1, stdout: '' });
    expect(login.stderr).toContain('did not answer as an authorization server does');
  });

  it('keeps a personal access token from standard input, and only forgets it on logout', async () => {
    const args = ['login', '--host', person.host, '--with-token', '--json'];
    const token = person.teamMemberToken;
    const login = await person.run(args, { input: `${token}\n` });
    expect(expectResult(login)).toMatchObject({ user: { email: 'tim@acme.test' } });
    expect(login.stdout).not.toContain(token);
    expect((await person.run(['token', 'list'])).stdout).toMatch(
      /^tok_\w+\tCI Pipeline\t…\w{4}\teverything\tnever\t/,
    );
    expect((await person.run(['logout'])).stdout).toContain('Forgot the credential of tim@acme.test');
    expect((await person.send('GET', '/api/v1/me', { token })).status).toBe(200);
    const wrong = await person.run(args, { input: `${token}x\n` });
    expect(expectFailure(wrong, 1)).not.toContain(token.slice(10));
    expectFailure(await person.run(args, { input: 'spedy_oat_x\n' }), 1);
  });

  describe('where apps must not register', () => {
    beforeEach(() => person.setPolicy('acme-corp', { registration: 'off' }));
    it('says how to sign in with a token', async () => {
      expect(expectFailure(await person.run(['login', '--host', person.host]), 1)).toContain(
        'sign in with spedy login --with-token',
      );
      await person.setPolicy('acme-corp', { registration: 'open' });
    });
  });
});
