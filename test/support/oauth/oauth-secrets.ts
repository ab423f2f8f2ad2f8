import type { Answer } from '../client.ts';
import type { Acme, Member } from '../world.ts';
import {
  authorizePath,
  connect,
  decide,
  endConnections,
  obtainCode,
  openAuthorization,
  pkce,
  redirectParameters,
  refresh,
  registerClient,
  sendForm,
} from './oauth.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const minute = 60_000;

/**
 * Uses every flow of the authorization server, with and without errors: used, unused and replayed codes, refreshes,
 * reuse, pending, allowed and denied devices, revocation, introspection, ended connections. Returns every secret.
 */
export async function everySecretOfOAuth(acme: Acme, member: Member, clientName: string) {
  const secrets = new Set<string>();
  const userCodes: string[] = [];
  const note = (answer: Answer): Answer => {
    const { body } = answer;
    for (const name of ['access_token', 'refresh_token', 'device_code'])
      if (typeof body?.[name] === 'string') secrets.add(body[name]);
    return answer;
  };
  const client = await registerClient(acme, {
    client_name: clientName,
    token_endpoint_auth_method: 'client_secret_post',
  });
  const own = { client_id: client.client_id, client_secret: client.client_secret ?? '' };
  secrets.add(own.client_secret);

  const { cookie, form, code, tokens } = await connect(acme, member, { client });
  for (const secret of [code, form.code_verifier, tokens.access_token, tokens.refresh_token])
    secrets.add(secret);
  await acme.send('GET', '/api/v1/tickets', { token: tokens.access_token });
  const refreshed = note(await refresh(acme, client, tokens.refresh_token)).body;
  note(await refresh(acme, client, tokens.refresh_token));
  await sendForm(acme, 'introspect', { ...own, token: refreshed.access_token });
  await sendForm(acme, 'revoke', { ...own, token: refreshed.access_token });

  const silent = await obtainCode(acme, member, { client, cookie });
  for (const secret of [silent.code, silent.form.code_verifier]) secrets.add(secret);
  await sendForm(acme, 'token', { ...silent.form, code_verifier: pkce().verifier });
  note(await sendForm(acme, 'token', silent.form));
  await sendForm(acme, 'token', silent.form);

  const basic = Buffer.from(`${own.client_id}:${own.client_secret}`).toString('base64');
  const inHeader = { authorization: `Basic ${basic}` };
  for (const decision of ['allow', 'deny', null]) {
    const started = note(await sendForm(acme, 'device', {}, inHeader)).body;
    userCodes.push(started.user_code);
    if (decision === null) continue;
    const path = `/api/v1/oauth/requests?user_code=${started.user_code.toLowerCase()}`;
    const { id } = (await acme.send('GET', path, { cookie })).body;
    await decide(acme, cookie, id, decision);
    note(
      await sendForm(acme, 'token', { ...own, grant_type: deviceGrant, device_code: started.device_code }),
    );
  }

  const { verifier, challenge } = pkce();
  secrets.add(verifier);
  const asked = { client_id: client.client_id, code_challenge: challenge, prompt: 'consent' };
  const id = await openAuthorization(acme, cookie, asked);
  const { redirectTo } = (await decide(acme, cookie, id, 'allow')).body;
  secrets.add(redirectParameters(redirectTo).code ?? '');
  await acme.send('GET', authorizePath({ ...asked, client_id: 'cli_unknown' }), { cookie });

  acme.clock.advance(minute);
  await refresh(acme, client, tokens.refresh_token);
  const last = await connect(acme, member, { client, cookie });
  for (const secret of [last.code, last.tokens.access_token, last.tokens.refresh_token]) secrets.add(secret);
  await endConnections(acme, cookie);
  await acme.send('GET', '/api/v1/tickets', { token: last.tokens.access_token });
  return { secrets: [...secrets], userCodes };
}
