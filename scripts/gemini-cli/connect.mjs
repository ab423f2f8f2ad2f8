// Runs in the folder in which try-gemini-cli.ts installed Gemini CLI's code. Requests replace the member's browser:
// sign-in, consent, and the redirect back to the client.
import { CoreEvent, coreEvents, MCPOAuthProvider } from '@google/gemini-cli-core';

const [address, email, password] = process.argv.slice(2);
const { origin } = new URL(address);
const headers = { origin, 'content-type': 'application/json' };

coreEvents.on(CoreEvent.UserFeedback, ({ message }) => {
  const authorization = /https?:\/\/\S+authorize\?\S+/.exec(message)?.[0];
  if (authorization) void allow(authorization);
});

async function allow(authorization) {
  const body = JSON.stringify({ email, password });
  const signIn = await fetch(`${origin}/api/v1/auth/login`, { method: 'POST', headers, body });
  const cookie = signIn.headers.getSetCookie()[0].split(';')[0];
  const redirect = await fetch(authorization, { headers: { cookie }, redirect: 'manual' });
  const id = redirect.headers.get('location').split('=')[1];
  const decision = await fetch(`${origin}/api/v1/oauth/requests/${id}`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify({ decision: 'allow' }),
  });
  await fetch((await decision.json()).redirectTo);
}

const credentials = new Map();
const storage = {
  saveToken: async (name, token) => void credentials.set(name, { token }),
  getCredentials: async (name) => credentials.get(name) ?? null,
};
const { accessToken } = await new MCPOAuthProvider(storage).authenticate('spedy', { enabled: true }, address);
const answer = await fetch(address, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'whoami' } }),
});
const { result } = await answer.json();
process.stdout.write(`Connected. whoami says: ${result.content[0].text}\n`);
process.exit(0);
