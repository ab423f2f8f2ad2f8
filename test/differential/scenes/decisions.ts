import { redirectUri } from '../authorization-server.ts';
import type { Scene } from '../scene.ts';

const ask = { do: 'authorize' } as const;
const allow = { do: 'allow' } as const;
const deny = { do: 'deny' } as const;
const loopback = { application_type: 'native', redirect_uris: ['http://127.0.0.1/callback'] };
/** A client that is remembered: ours asks each time where nobody vouches for it. */
const known = { token_endpoint_auth_method: 'client_secret_basic' };
const two = { ...known, redirect_uris: [redirectUri, 'https://app.example.com/second'] };

/** What the member decides, and when they are asked again. */
export const decisionScenes: readonly Scene[] = [
  { name: 'decision: allowed', steps: [ask, allow] },
  { name: 'decision: denied', steps: [ask, deny] },
  { name: 'decision: denied, without state', steps: [{ ...ask, with: { state: null } }, deny] },
  { name: 'decision: allowed, without state', steps: [{ ...ask, with: { state: null } }, allow] },
  { name: 'decision: allowed, without redirect', steps: [{ ...ask, with: { redirect_uri: null } }, allow] },
  {
    name: 'decision: a redirect with a query',
    client: { redirect_uris: [`${redirectUri}?tenant=7`] },
    steps: [ask, allow],
  },
  {
    name: 'decision: a state like a query',
    steps: [{ ...ask, with: { state: 'a&code=x#y+z%20' } }, allow],
  },
  {
    name: 'decision: on loopback, with a port',
    client: loopback,
    steps: [{ ...ask, with: { redirect_uri: 'http://127.0.0.1:33418/callback' } }, allow],
  },
  {
    name: 'decision: an own scheme',
    client: { application_type: 'native', redirect_uris: ['com.example.app:/callback'] },
    steps: [ask, allow],
  },
  { name: 'decision: asked again for the same, by a public client', steps: [ask, allow, ask] },
  { name: 'decision: asked again for the same', client: known, steps: [ask, allow, ask] },
  {
    name: 'decision: asked again for less',
    client: known,
    steps: [ask, allow, { ...ask, with: { scope: 'tickets:read' } }],
  },
  {
    name: 'decision: asked again for more',
    client: known,
    steps: [{ ...ask, with: { scope: 'tickets:read' } }, allow, ask, allow, ask],
  },
  {
    name: 'decision: asked again for another resource',
    client: known,
    steps: [{ ...ask, with: { resource: '{issuer}/mcp' } }, allow, ask],
  },
  {
    name: 'decision: asked again at another redirect',
    client: two,
    steps: [ask, allow, { ...ask, with: { redirect_uri: 'https://app.example.com/second' } }],
  },
  { name: 'decision: asked again on loopback', client: loopback, steps: [ask, allow, ask] },
  {
    name: 'decision: asked to ask again',
    client: known,
    steps: [ask, allow, { ...ask, with: { prompt: 'consent' } }],
  },
  { name: 'decision: asked again after denial', steps: [ask, deny, ask] },
  {
    name: 'decision: signed out, after it was allowed',
    client: known,
    steps: [ask, allow, { ...ask, signedOut: true }],
  },
];
