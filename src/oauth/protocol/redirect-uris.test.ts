import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redirectAllowed, redirectHost, redirectKind, redirectProblem } from './redirect-uris.ts';

const cursor = [
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'https://www.cursor.com/agents/mcp/oauth/callback',
  'http://localhost:8787/callback',
];
const vscode = ['http://127.0.0.1:33418', 'https://vscode.dev/redirect'];

describe('redirectProblem accepts', () => {
  it.each([
    ...cursor,
    ...vscode,
    'https://app.example.com/cb?tenant=a%20b&x=1',
    'https://app.example.com:8443/cb',
    'https://[2001:db8::1]/cb',
    'http://[::1]/cb',
    'http://[::1]:1/cb',
    'http://LOCALHOST/cb',
    'http://localhost',
    'http://127.0.0.1?x=1',
    'com.example.app:/oauth/cb',
    'com.example.app://oauth',
    'vscode-insiders://vendor.extension/cb',
    'raycast://oauth?package_name=spedy',
    'goose://oauth/callback',
    'lmstudio://mcp/oauth/callback',
    'jetbrains://idea/oauth/callback',
    'windsurf://codeium.windsurf/oauth/callback',
    'io.github.someone.tool://cb',
  ])('%s for a public client', (uri) => {
    expect(redirectProblem(uri, true)).toBeNull();
  });

  it('at most 2,000 characters', () => {
    const uri = `https://app.example.com/${'a'.repeat(1_976)}`;
    expect(redirectProblem(uri, true)).toBeNull();
    expect(redirectProblem(`${uri}a`, true)).toMatch(/2000/);
  });

  it.each(['https://app.example.com/cb', 'http://localhost:1/cb'])('%s for a confidential client', (uri) => {
    expect(redirectProblem(uri, false)).toBeNull();
  });
});

describe('redirectProblem rejects', () => {
  it.each([
    ['javascript:alert(1)', /private-use/],
    ['JavaScript://app.example.com/%0aalert(1)', /private-use/],
    ['data:text/html,x', /private-use/],
    ['file:///etc/passwd', /private-use/],
    ['blob:https://app.example.com/1', /private-use/],
    ['about:blank', /private-use/],
    ['urn:ietf:wg:oauth:2.0:oob', /private-use/],
    ['myapp://cb', /reverse domain name/],
    ['com.example.app:', /after the scheme/],
    ['com..app:/cb', /reverse domain name/],
    ['http://127.0.0.1:0/cb', /not port 0/],
    ['http://localhost:0', /not port 0/],
    ['http://[::1]:0/cb', /not port 0/],
    ['http://localhost:00/cb', /not port 0/],
    ['http://localhost:08080/cb', /leading zeros/],
    ['https://app.example.com:0/cb', /not port 0/],
    ['HTTP://127.0.0.1/cb', /lower case/],
    ['Http://localhost:8080/cb', /lower case/],
    ['HTTPS://app.example.com/cb', /lower case/],
    ['Cursor://anysphere.cursor-mcp/cb', /lower case/],
    ['com.Example.app:/cb', /lower case/],
    ['http://app.example.com/cb', /must use https/],
    ['http://127.0.0.2/cb', /must use https/],
    ['http://127.1/cb', /must use https/],
    ['http://localhost.example.com/cb', /must use https/],
    ['http://localhost:/cb', /must use https/],
    ['http://localhost:70000/cb', /not a valid/],
    ['http://localhost@example.com/cb', /user name/],
    ['http://localhost:80@example.com/cb', /user name/],
    ['https://me:secret@app.example.com/cb', /user name/],
    ['https://@app.example.com/cb', /user name/],
    ['https://app.example.com/cb#', /fragment/],
    ['https://app.example.com/cb#part', /fragment/],
    ['https://*.example.com/cb', /wildcard/],
    ['https://app.example.com/*', /wildcard/],
    ['https://app.example.com/a b', /percent-encoded/],
    [' https://app.example.com/cb', /valid/],
    ['https://app.example.com/cb ', /valid/],
    ['https://app.example.com/\ncb', /valid/],
    ['https://app.example.com\\@evil.example/cb', /valid/],
    ['https://app.example.com/100%', /valid/],
    ['https://app.example.com/ü', /valid/],
    ['https://bücher.example/cb', /valid/],
    ['https://app%2eexample.com/cb', /ASCII/],
    ['https://a$b@app.example.com/cb', /user name/],
    ['cursor://a$b@mcp/cb', /user name/],
    ['https:app.example.com/cb', /host/],
    ['https:/app.example.com/cb', /host/],
    ['https:///app.example.com/cb', /host/],
    ['https://', /valid/],
    ['//app.example.com/cb', /valid/],
    ['/cb', /valid/],
    ['', /valid/],
    [`https://app.example.com/\u0000`, /valid/],
  ])('%j', (uri, reason) => {
    expect(redirectProblem(uri, true)).toMatch(reason);
  });

  it('private-use schemes of confidential clients', () => {
    for (const uri of ['cursor://anysphere.cursor-mcp/oauth/callback', 'com.example.app:/cb'])
      expect(redirectProblem(uri, false)).toMatch(/public clients/);
  });

  it('every URI that a browser would normalize', () => {
    const piece = fc.constantFrom(
      ...[
        'https:',
        'http:',
        'HTTP:',
        ':0',
        '/',
        '//',
        '\\',
        '@',
        ':',
        '#',
        '?',
        '%',
        '%2f',
        ' ',
        '\t',
        'localhost',
        '127.0.0.1',
      ],
      ...['[::1]', '$', 'evil.example', 'com.example.app:', 'javascript:', '.', '*', '443', 'é'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const uri = pieces.join('');
        if (redirectProblem(uri, true) !== null) return;
        const { protocol, username, password, hash, hostname } = new URL(uri);
        expect([username, password, hash]).toEqual(['', '', '']);
        expect(uri.startsWith(protocol)).toBe(true);
        if (protocol === 'http:') expect(['localhost', '127.0.0.1', '[::1]']).toContain(hostname);
        else expect(protocol).toMatch(/^https:$|\./);
        expect(redirectAllowed([uri], uri)).toBe(true);
        expect(redirectHost(uri)).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('redirectAllowed', () => {
  it('requires the exact registered text', () => {
    const registered = [...cursor, ...vscode];
    for (const uri of registered) expect(redirectAllowed(registered, uri)).toBe(true);
    for (const uri of [
      'https://vscode.dev/redirect/',
      'https://vscode.dev:443/redirect',
      'https://VSCODE.dev/redirect',
      'https://vscode.dev/redirect?x=1',
      'https://vscode.dev/redirect#x',
      'https://vscode.dev/a/../redirect',
      'cursor://anysphere.cursor-mcp/oauth/callback/',
      'CURSOR://anysphere.cursor-mcp/oauth/callback',
      '',
    ])
      expect(redirectAllowed(registered, uri), uri).toBe(false);
  });

  it.each([
    ['http://localhost/callback', 'http://localhost:54321/callback'],
    ['http://localhost:8787/callback', 'http://localhost/callback'],
    ['http://127.0.0.1:33418', 'http://127.0.0.1:40000/'],
    ['http://127.0.0.1:33418/', 'http://127.0.0.1:1'],
    ['http://[::1]/cb?a=1', 'http://[::1]:9/cb?a=1'],
  ])('allows any port on loopback: %s at %s', (registered, asked) => {
    expect(redirectAllowed([registered], asked)).toBe(true);
  });

  it.each([
    ['http://localhost/callback', 'http://127.0.0.1/callback'],
    ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    ['http://localhost/callback', 'https://localhost/callback'],
    ['https://localhost/callback', 'https://localhost:8443/callback'],
    ['http://localhost/callback', 'http://localhost:1/callback/more'],
    ['http://localhost/callback', 'http://localhost:1/callback?x=1'],
    ['http://localhost/callback', 'http://localhost:1/callback#x'],
    ['http://localhost/callback', 'http://localhost:99999/callback'],
    ['http://localhost/callback', 'http://localhost:0/callback'],
    ['http://localhost/callback', 'http://localhost:080/callback'],
    ['http://localhost/callback', 'HTTP://localhost:8080/callback'],
    ['http://localhost/callback', 'Http://localhost/callback'],
    ['http://localhost/callback', 'http://localhost:1@evil.example/callback'],
    ['http://localhost/callback', 'http://localhost.evil.example/callback'],
    ['https://app.example.com/cb', 'https://app.example.com:8443/cb'],
    ['com.example.app:/cb', 'com.example.app:/other'],
  ])('allows no other difference: %s, not at %s', (registered, asked) => {
    expect(redirectAllowed([registered], asked)).toBe(false);
  });

  it('ignores the port of http on loopback, but not of https', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(port, port, fc.constantFrom('localhost', '127.0.0.1', '[::1]'), (one, other, host) => {
        const at = (scheme: string, at: string, number: number) => `${scheme}://${at}:${number}/cb`;
        expect(redirectAllowed([at('http', host, one)], at('http', host, other))).toBe(true);
        expect(redirectAllowed([at('https', 'a.example', one)], at('https', 'a.example', other))).toBe(
          one === other,
        );
      }),
    );
  });
});

describe('redirectKind and redirectHost', () => {
  it.each([
    ['https://vscode.dev/redirect', 'https', 'vscode.dev'],
    ['https://app.example.com:8443/cb', 'https', 'app.example.com:8443'],
    ['https://xn--bcher-kva.example/cb', 'https', 'xn--bcher-kva.example'],
    ['http://127.0.0.1:33418', 'loopback', '127.0.0.1:33418'],
    ['http://[::1]/cb', 'loopback', '[::1]'],
    ['https://localhost:3000/cb', 'loopback', 'localhost:3000'],
    ['https://127.0.0.2/cb', 'loopback', '127.0.0.2'],
    ['https://app.localhost/cb', 'loopback', 'app.localhost'],
    ['https://notlocalhost/cb', 'https', 'notlocalhost'],
    ['cursor://anysphere.cursor-mcp/oauth/callback', 'private_use', 'cursor://anysphere.cursor-mcp'],
    ['com.example.app:/cb', 'private_use', 'com.example.app:'],
  ])('%s is %s, displayed as %s', (uri, kind, host) => {
    expect(redirectKind(uri)).toBe(kind);
    expect(redirectHost(uri)).toBe(host);
  });
});
