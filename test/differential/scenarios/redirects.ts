import { redirectUri } from '../authorization-server.ts';
import { type Scenario, table } from '../scenario.ts';

const native = (...uris: string[]) => ({ application_type: 'native', redirect_uris: uris });
const to = (uri: string) => ({ with: { redirect_uri: uri } });

export const redirectScenarios: readonly Scenario[] = [
  ...table(
    'redirect',
    { do: 'authorize' },
    {
      'another host': to('https://evil.example/callback'),
      'a subdomain': to('https://x.app.example.com/callback'),
      'a host with the same prefix': to('https://app.example.com.evil.example/callback'),
      'the host as a user name': to('https://app.example.com@evil.example/callback'),
      'a user name': to('https://user@app.example.com/callback'),
      http: to('http://app.example.com/callback'),
      'another port': to('https://app.example.com:8443/callback'),
      'the default port': to('https://app.example.com:443/callback'),
      'a longer path': to(`${redirectUri}/more`),
      'a shorter path': to('https://app.example.com/'),
      'a trailing slash': to(`${redirectUri}/`),
      'a double slash': to('https://app.example.com//callback'),
      'dot segments': to('https://app.example.com/x/../callback'),
      'an encoded letter': to('https://app.example.com/%63allback'),
      'encoded dot segments': to('https://app.example.com/%2e%2e/callback'),
      'an extra query': to(`${redirectUri}?x=1`),
      'an empty query': to(`${redirectUri}?`),
      'a fragment': to(`${redirectUri}#x`),
      'an empty fragment': to(`${redirectUri}#`),
      'uppercase in the host': to('https://APP.example.com/callback'),
      'uppercase in the scheme': to('HTTPS://app.example.com/callback'),
      'uppercase in the path': to('https://app.example.com/Callback'),
      'a trailing dot in the host': to('https://app.example.com./callback'),
      'a trailing space': to(`${redirectUri} `),
      'a leading space': to(` ${redirectUri}`),
      'a line break': to(`${redirectUri}\r\n`),
      'a NUL': to(`${redirectUri}\0`),
      'a backslash': to('https://evil.example\\@app.example.com/callback'),
      'only a path': to('/callback'),
      'no scheme': to('//app.example.com/callback'),
      javascript: to('javascript:alert(1)'),
      data: to('data:text/html,x'),
      long: to(`${redirectUri}/${'x'.repeat(5_000)}`),
    },
  ),
  ...table(
    'redirect, 127.0.0.1',
    { do: 'authorize', client: native('http://127.0.0.1/callback') },
    {
      'no port': to('http://127.0.0.1/callback'),
      'a port': to('http://127.0.0.1:33418/callback'),
      'port 65535': to('http://127.0.0.1:65535/callback'),
      'port 65536': to('http://127.0.0.1:65536/callback'),
      'an empty port': to('http://127.0.0.1:/callback'),
      'a port that is not a number': to('http://127.0.0.1:x/callback'),
      'another path': to('http://127.0.0.1:33418/other'),
      'an extra query': to('http://127.0.0.1:33418/callback?x=1'),
      'a fragment': to('http://127.0.0.1:33418/callback#x'),
      https: to('https://127.0.0.1:33418/callback'),
      'localhost instead': to('http://localhost:33418/callback'),
      '[::1] instead': to('http://[::1]:33418/callback'),
      '127.0.0.2': to('http://127.0.0.2:33418/callback'),
      '127.1': to('http://127.1:33418/callback'),
      'the address as one number': to('http://2130706433:33418/callback'),
      'a user name': to('http://user@127.0.0.1:33418/callback'),
      'the address as a user name': to('http://127.0.0.1:33418@evil.example/callback'),
      'a host with the same prefix': to('http://127.0.0.1.evil.example/callback'),
    },
  ),
  ...table(
    'redirect, loopback',
    { do: 'authorize' },
    {
      'localhost, a port': {
        client: native('http://localhost/callback'),
        ...to('http://localhost:8787/callback'),
      },
      'localhost, another port than registered': {
        client: native('http://localhost:8787/callback'),
        ...to('http://localhost:9999/callback'),
      },
      'localhost, without the registered port': {
        client: native('http://localhost:8787/callback'),
        ...to('http://localhost/callback'),
      },
      '[::1], a port': { client: native('http://[::1]/callback'), ...to('http://[::1]:8787/callback') },
      '[::1], written in full': {
        client: native('http://[::1]/callback'),
        ...to('http://[0:0:0:0:0:0:0:1]:8787/callback'),
      },
      'a custom scheme': { client: native('com.example.app:/callback'), ...to('com.example.app:/callback') },
      'a custom scheme, another path': {
        client: native('com.example.app:/callback'),
        ...to('com.example.app:/other'),
      },
      'a custom scheme, more slashes': {
        client: native('com.example.app:/callback'),
        ...to('com.example.app:///callback'),
      },
      'https of a native client, another port': {
        client: native(redirectUri),
        ...to('https://app.example.com:8443/callback'),
      },
    },
  ),
];
