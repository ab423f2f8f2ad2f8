import { redirectUri } from '../authorization-server.ts';
import type { Scenario } from '../scenario.ts';

const ask = { do: 'authorize' } as const;
const allow = { do: 'allow' } as const;
const deny = { do: 'deny' } as const;
const loopback = { application_type: 'native', redirect_uris: ['http://127.0.0.1/callback'] };
/** A client whose consent is remembered. For an unverified public client, ours asks each time. */
const known = { token_endpoint_auth_method: 'client_secret_basic' };
const two = { ...known, redirect_uris: [redirectUri, 'https://app.example.com/second'] };

/** The member's decisions, and when the server asks again. */
export const decisionScenarios: readonly Scenario[] = [
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
    name: 'decision: a state with query characters',
    steps: [{ ...ask, with: { state: 'a&code=x#y+z%20' } }, allow],
  },
  {
    name: 'decision: on loopback, with a port',
    client: loopback,
    steps: [{ ...ask, with: { redirect_uri: 'http://127.0.0.1:33418/callback' } }, allow],
  },
  {
    name: 'decision: a custom scheme',
    client: { application_type: 'native', redirect_uris: ['com.example.app:/callback'] },
    steps: [ask, allow],
  },
  { name: 'decision: the same request again, public client', steps: [ask, allow, ask] },
  { name: 'decision: the same request again', client: known, steps: [ask, allow, ask] },
  {
    name: 'decision: a request for fewer scopes',
    client: known,
    steps: [ask, allow, { ...ask, with: { scope: 'tickets:read' } }],
  },
  {
    name: 'decision: a request for more scopes',
    client: known,
    steps: [{ ...ask, with: { scope: 'tickets:read' } }, allow, ask, allow, ask],
  },
  {
    name: 'decision: a request for another resource',
    client: known,
    steps: [{ ...ask, with: { resource: '{issuer}/mcp' } }, allow, ask],
  },
  {
    name: 'decision: a request with another redirect',
    client: two,
    steps: [ask, allow, { ...ask, with: { redirect_uri: 'https://app.example.com/second' } }],
  },
  { name: 'decision: the same request again on loopback', client: loopback, steps: [ask, allow, ask] },
  {
    name: 'decision: a request for consent again',
    client: known,
    steps: [ask, allow, { ...ask, with: { prompt: 'consent' } }],
  },
  { name: 'decision: the same request after a denial', steps: [ask, deny, ask] },
  {
    name: 'decision: signed out after a consent',
    client: known,
    steps: [ask, allow, { ...ask, signedOut: true }],
  },
];
