import { redirectUri } from '../authorization-server.ts';
import { type Scene, table } from '../scene.ts';

const native = (...uris: string[]) => ({ application_type: 'native', redirect_uris: uris });
const to = (uri: string) => ({ with: { redirect_uri: uri } });

export const redirectScenes: readonly Scene[] = [
  ...table(
    'redirect',
    { do: 'authorize' },
    {
      'another host': to('https://evil.example/callback'),
      'a subdomain': to('https://x.app.example.com/callback'),
      'a host that begins alike': to('https://app.example.com.evil.example/callback'),
      'a user name in front': to('https://app.example.com@evil.example/callback'),
      'a user name': to('https://user@app.example.com/callback'),
      http: to('http://app.example.com/callback'),
      'another port': to('https://app.example.com:8443/callback'),
      'the usual port': to('https://app.example.com:443/callback'),
      'a path more': to(`${redirectUri}/more`),
      'a path less': to('https://app.example.com/'),
      'a slash after': to(`${redirectUri}/`),
      'two slashes': to('https://app.example.com//callback'),
      'up and down': to('https://app.example.com/x/../callback'),
      'an encoded letter': to('https://app.example.com/%63allback'),
      'an encoded slash': to('https://app.example.com/%2e%2e/callback'),
      'a query more': to(`${redirectUri}?x=1`),
      'an empty query': to(`${redirectUri}?`),
      'a fragment': to(`${redirectUri}#x`),
      'an empty fragment': to(`${redirectUri}#`),
      'capitals in the host': to('https://APP.example.com/callback'),
      'capitals in the scheme': to('HTTPS://app.example.com/callback'),
      'capitals in the path': to('https://app.example.com/Callback'),
      'a dot after the host': to('https://app.example.com./callback'),
      'a space after': to(`${redirectUri} `),
      'a space before': to(` ${redirectUri}`),
      'a line break': to(`${redirectUri}\r\n`),
      'a NUL': to(`${redirectUri}\0`),
      'a backslash': to('https://evil.example\\@app.example.com/callback'),
      'a path alone': to('/callback'),
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
      'no number for a port': to('http://127.0.0.1:x/callback'),
      'another path': to('http://127.0.0.1:33418/other'),
      'a query more': to('http://127.0.0.1:33418/callback?x=1'),
      'a fragment': to('http://127.0.0.1:33418/callback#x'),
      https: to('https://127.0.0.1:33418/callback'),
      'localhost instead': to('http://localhost:33418/callback'),
      '[::1] instead': to('http://[::1]:33418/callback'),
      '127.0.0.2': to('http://127.0.0.2:33418/callback'),
      '127.1': to('http://127.1:33418/callback'),
      'as one number': to('http://2130706433:33418/callback'),
      'a user name': to('http://user@127.0.0.1:33418/callback'),
      'a user name of it': to('http://127.0.0.1:33418@evil.example/callback'),
      'a host that begins alike': to('http://127.0.0.1.evil.example/callback'),
    },
  ),
  ...table(
    'redirect, on this machine',
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
      'localhost, no port where one is registered': {
        client: native('http://localhost:8787/callback'),
        ...to('http://localhost/callback'),
      },
      '[::1], a port': { client: native('http://[::1]/callback'), ...to('http://[::1]:8787/callback') },
      '[::1], written in full': {
        client: native('http://[::1]/callback'),
        ...to('http://[0:0:0:0:0:0:0:1]:8787/callback'),
      },
      'an own scheme': { client: native('com.example.app:/callback'), ...to('com.example.app:/callback') },
      'an own scheme, another path': {
        client: native('com.example.app:/callback'),
        ...to('com.example.app:/other'),
      },
      'an own scheme, more slashes': {
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
