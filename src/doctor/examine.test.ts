import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { examine, parseTarget } from './examine.ts';
import { explainFailure, ProbeFailure } from './probe-failure.ts';
import { challengeParameter, quote } from './read-response.ts';

describe('parseTarget', () => {
  it.each([
    ['http://acme-corp.localhost:3000', 'http://acme-corp.localhost:3000/mcp'],
    ['https://acme-corp.spedy.example/', 'https://acme-corp.spedy.example/mcp'],
    ['https://acme-corp.spedy.example/tools/mcp', 'https://acme-corp.spedy.example/tools/mcp'],
    ['acme-corp.spedy.example', 'https://acme-corp.spedy.example/mcp'],
    ['acme-corp.localhost:3000', 'http://acme-corp.localhost:3000/mcp'],
  ])('parses %s as %s', (typed, url) => expect(parseTarget(typed)?.href).toBe(url));

  it.each([
    '',
    'ftp://acme-corp.spedy.example',
    'https://user:secret@acme-corp.spedy.example',
    'https://acme-corp.spedy.example/mcp?token=x',
    'https://acme-corp.spedy.example/mcp#x',
    'https://',
    'two words',
  ])('rejects %j', (typed) => expect(parseTarget(typed)).toBeNull());
});

describe('an unreachable host', () => {
  const reach = async (address: string) => (await examine(new URL(address), { timeout: 5_000 })).steps[0];

  it('is reported if its name does not resolve', async () => {
    expect(await reach('http://acme-corp.invalid/mcp')).toMatchObject({
      step: 'reach',
      state: 'failed',
      why: 'The name acme-corp.invalid does not resolve from here.',
    });
  });

  it('is reported if nothing listens, or if it does not speak HTTP or TLS', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('220 mail.example ESMTP\r\n'),
    );
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    expect((await reach(`http://acme-corp.localhost:${port}/mcp`))?.why).toMatch(/without an HTTP response/);
    expect((await reach(`https://acme-corp.localhost:${port}/mcp`))?.why).toMatch(/does not speak TLS/);
    await new Promise((resolve) => server.close(resolve));
    expect((await reach(`http://acme-corp.localhost:${port}/mcp`))?.why).toBe(
      `Nothing listens on acme-corp.localhost:${port}.`,
    );
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'The certificate has expired.'],
    ['CERT_NOT_YET_VALID', 'The certificate is not valid yet.'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate does not cover acme.example.'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'The certificate is not signed by a trusted authority.'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'The certificate cannot be verified'],
    ['EHOSTUNREACH', 'There is no route to acme.example'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS'],
  ])('explains %s', (code, why) => {
    const failure = ProbeFailure.from(Object.assign(new Error('x'), { code }), false);
    const explanation = explainFailure(failure, new URL('https://acme.example'));
    expect(explanation.why).toContain(why);
    expect(explanation.fix).not.toBe('');
  });
});

describe('a response of the examined server', () => {
  it('is quoted in one short line without control characters', () => {
    expect(quote('a\r\nb\u001b[2Jc\u202e')).toBe('a b [2Jc');
    expect([...quote('x'.repeat(500))]).toHaveLength(161);
  });

  it.each([
    ['Bearer realm="a, b", resource_metadata="https://x/y"', 'https://x/y'],
    ['Bearer resource_metadata=https://x/y, scope="a"', 'https://x/y'],
    ['Bearer realm="resource_metadata=\\"no\\""', null],
    ['Bearer', null],
  ])('with %s names %s', (header, expected) =>
    expect(challengeParameter(header, 'resource_metadata')).toBe(expected),
  );
});
