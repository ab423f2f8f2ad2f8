import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { exchange, listen } from '../../support/servers/sockets.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

describe('the log', () => {
  let acme: Acme;
  const secrets: string[] = [];
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  it('contains no secret and no query string', async () => {
    const { adminToken: token } = acme;
    const cookie = await acme.signIn(acme.admin);
    const created = await acme.send('POST', '/api/v1/me/tokens', {
      token,
      body: { name: 'x' },
      headers: { 'idempotency-key': 'key-that-nobody-should-see' },
    });
    const setup = newToken('setup');
    secrets.push(token, cookie.split('=')[1] ?? '', created.body.token, password, setup);
    secrets.push('key-that-nobody-should-see', 'wrong password of somebody', 'c2VjcmV0OnNlY3JldA');

    for (const secret of [token, setup]) {
      for (const path of [
        `/api/v1/me/tokens/${secret}`,
        `/api/v1/${secret}/x`,
        `/x_${secret}`,
        `/x${secret}`,
        `/${secret.replaceAll('_', '%5f')}`,
        `/%73${secret.slice(1)}`,
        `/%2573${secret.slice(1)}`,
        `/x/${secret.replaceAll('_', '%255f')}`,
        `/${[...secret].map((letter) => `%25${letter.charCodeAt(0).toString(16)}`).join('')}`,
        `/%zz/${secret}`,
        `/api/v1/me?access_token=${secret}`,
        `/api/v1/users?page=${secret}`,
        `/setup?token=${secret}`,
        `/nothing#${secret}`,
        `http://acme-corp.localhost:3000/${secret}?q=${secret}`,
      ]) {
        for (const method of ['GET', 'DELETE', 'PROPFIND']) await acme.send(method, path, { token });
      }
      await acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens: [setup, 'x'] } });
      await acme.send('POST', '/api/v1/me/tokens', { token, body: { name: 'x', [secret]: secret } });
      await acme.send('POST', '/api/v1/me/tokens', { token, body: `{"name": "${secret}` });
      await acme.send('GET', '/api/v1/me', { headers: { cookie: `spedy_session=${secret}` } });
      await acme.send('GET', '/api/v1/me', {
        headers: { 'x-request-id': secret, 'user-agent': secret, referer: secret },
      });
      await acme.send('GET', '/api/v1/me', { headers: { host: `${secret}.localhost:3000` } });
    }
    const wrong = { email: acme.admin.email, password: 'wrong password of somebody' };
    await acme.send('POST', '/api/v1/auth/login', { body: wrong });
    await acme.send('PUT', '/api/v1/me/password', {
      cookie,
      body: { currentPassword: wrong.password, newPassword: password },
    });
    await acme.send('GET', '/api/v1/me', { headers: { authorization: 'Basic c2VjcmV0OnNlY3JldA' } });
    const port = await listen(acme.app.server);
    await exchange(port, `GET /${token} HTTP/1.1\r\nbroken ${token}\r\n\r\n`);

    expect(acme.log.length).toBeGreaterThan(60);
    for (const line of acme.log) {
      for (const secret of secrets) expect(line).not.toContain(secret.slice(-20));
      expect(line).not.toMatch(/access_token|[?]/);
    }
    expect(acme.log.join('')).toContain('"/api/v1/me/tokens/[redacted]"');
  });

  it('contains no secret when the database fails', async () => {
    const broken = await createAcme();
    const cookie = await broken.signIn(broken.admin);
    await broken.db.schema.dropTable('audit_events').execute();
    const answer = await broken.send('POST', '/api/v1/me/tokens', {
      token: broken.adminToken,
      body: { name: 'a name of its own' },
    });
    expect([answer.status, answer.body.code]).toEqual([500, 'internal_error']);
    expect(answer.text).not.toMatch(/audit|table|relation|sql|\.ts/i);
    const log = broken.log.join('');
    expect(log).toContain('audit_events');
    for (const secret of [broken.adminToken, cookie.split('=')[1] ?? '', 'a name of its own'])
      expect(log).not.toContain(secret);
    await broken.close();
  });

  it('has a line with the details of each request', async () => {
    const logged = acme.log.length;
    const answer = await acme.send('GET', '/api/v1/me?x=1', { token: acme.adminToken });
    const lines = acme.log.slice(logged).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({
        msg: 'request',
        requestId: answer.headers['x-request-id'],
        method: 'GET',
        path: '/api/v1/me',
        status: 200,
        milliseconds: expect.any(Number),
        organization: 'acme-corp',
        user: acme.admin.id,
      }),
    ]);
  });
});
