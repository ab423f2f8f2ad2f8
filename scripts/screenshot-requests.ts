import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';

/** Registers a public client. Returns its id. */
async function register(page: Page, name: string, redirectUri: string): Promise<string> {
  const metadata = { client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' };
  const body = JSON.stringify(metadata);
  return (await post(page, '/api/v1/oauth/register', 'application/json', body)).client_id ?? '';
}

/** Sends a request from the page, because the browser resolves the organization's host. */
function post(page: Page, path: string, type: string, body: string): Promise<Record<string, string>> {
  return page.evaluate(
    async (call) => {
      const headers = { 'content-type': call.type };
      const answer = await fetch(call.path, { method: 'POST', headers, body: call.body });
      if (!answer.ok) throw new Error(`${call.path}: ${await answer.text()}`);
      return (await answer.json()) as Record<string, string>;
    },
    { path, type, body },
  );
}

/** Opens the consent page for a new client's authorization request. */
export async function openConsentPage(page: Page, name: string, redirectUri: string): Promise<void> {
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: await register(page, name, redirectUri),
    redirect_uri: redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  await page.goto(`/api/v1/oauth/authorize?${query}`);
  await page.getByRole('button', { name: 'Authorize' }).waitFor();
}

/** Starts a device's authorization request. Returns the user code. */
export async function startDeviceRequest(page: Page, name: string): Promise<string> {
  const clientId = await register(page, name, 'https://screen.example/callback');
  const form = new URLSearchParams({ client_id: clientId }).toString();
  const type = 'application/x-www-form-urlencoded';
  return (await post(page, '/api/v1/oauth/device', type, form)).user_code ?? '';
}
