import { Secret, TOTP } from 'otpauth';
import { expect } from 'vitest';
import type { Call } from './client.ts';
import { connect, registerClient } from './oauth/oauth.ts';
import { spedyOn } from './servers/command-line.ts';
import { type Acme, password } from './world.ts';

/** A credential in the cache of two processes, a change, and the response of GET /api/v1/me after the change. */
type Case = {
  readonly call: Call;
  readonly change: () => Promise<unknown>;
  readonly after: object;
};

/** Cases by route, command or sweep; the part after a comma distinguishes cases of the same one. */
export type Cases = Readonly<Record<string, (fixtures: AccessFixtures) => Promise<Case>>>;
export type AccessFixtures = ReturnType<typeof accessFixturesOf>;

/** Creates credentials of new members, and the functions that change them. */
export function accessFixturesOf(acme: Acme) {
  let created = 0;
  const me = (call: Call, send = acme.send) => send('GET', '/api/v1/me', call);
  const asAdmin = (method: string, path: string, body?: unknown) =>
    acme.send(method, path, { token: acme.adminToken, ...(body === undefined ? {} : { body }) });
  const asOperator = async (...args: string[]) => {
    const { exitCode, stderr } = await spedyOn(acme.databaseUrl)(args);
    expect(exitCode, stderr).toBe(0);
  };
  /** Creates an organization. Returns its slug. */
  const newOrganization = async () => {
    created += 1;
    await acme.createOrganization(`corp-${created}`);
    return `corp-${created}`;
  };
  const newMember = (at = 'acme-corp') => {
    created += 1;
    return acme.createMember(at, `changed${created}@acme.test`, 'TEAM_MEMBER');
  };
  async function withToken(at = 'acme-corp') {
    const owner = await newMember(at);
    const token = await acme.createToken(owner);
    const call = { token, at };
    return { owner, token, id: String((await me(call)).body.authentication.tokenId), call };
  }
  async function withSession() {
    const owner = await newMember();
    const cookie = await acme.signIn(owner);
    return {
      owner,
      cookie,
      id: String((await me({ cookie })).body.authentication.sessionId),
      call: { cookie },
    };
  }
  async function withApplication() {
    const owner = await newMember();
    const client = await registerClient(acme);
    const connection = await connect(acme, owner, { client });
    const call = { token: connection.tokens.access_token };
    return { owner, ...connection, grantId: String((await me(call)).body.authentication.grantId), call };
  }
  /** Creates a session whose member has started to set up a second factor. */
  async function withFactor() {
    const { cookie, call, owner } = await withSession();
    const begun = await acme.send('POST', '/api/v1/me/two-factor', {
      cookie,
      body: { currentPassword: password },
    });
    const code = () =>
      new TOTP({ secret: Secret.fromBase32(begun.body.secret) }).generate({ timestamp: acme.clock.now() });
    const confirm = () =>
      acme.send('POST', '/api/v1/me/two-factor/confirm', { cookie, body: { code: code() } });
    return { cookie, call, owner, code, confirm };
  }
  return {
    acme,
    me,
    asAdmin,
    asOperator,
    newOrganization,
    withToken,
    withSession,
    withApplication,
    withFactor,
  };
}
