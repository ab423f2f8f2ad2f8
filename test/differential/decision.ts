import type { Answer } from '../support/client.ts';

/** Describes a redirect in words: the code or the error, and whether state and iss are present. */
export function describeRedirect(
  location: string,
  requested: { redirect: string; state: string | null },
): string {
  const { searchParams, hash } = new URL(location);
  const inFragment = hash !== '' && !searchParams.has('error');
  const answer = inFragment ? new URLSearchParams(hash.slice(1)) : searchParams;
  const code = answer.has('code') ? 'code' : answer.get('error');
  const state = answer.get('state');
  const words = [`redirects with ${code}`];
  if (inFragment) words.push('in the fragment');
  if (state === null) words.push('no state');
  else if (state !== requested.state) words.push('another state');
  if (!answer.has('iss')) words.push('no iss');
  if (!location.startsWith(requested.redirect)) words.push(`to ${location.replace(/[?#].*$/s, '')}`);
  return words.join(', ');
}

/** Describes an error page that replaces a redirect, by the error in its JSON form. */
export function describePage({ status, body }: Answer): string {
  return `page ${status} ${body?.error ?? ''}`.trim();
}

/** Describes a response to a client in words: the status with the error or the result. */
export function describeAnswer(answer: Answer, authorization: string | undefined): string {
  const { status, headers, body } = answer;
  const words: string[] = [];
  if (status >= 400) {
    words.push(`${status} ${body?.error ?? '(not JSON)'}`);
    // RFC 6749 5.2: a client that authenticated with the header gets a challenge.
    const challenged = /^basic/i.test(headers['www-authenticate'] ?? '');
    if (status === 401 && /^basic/i.test(authorization ?? '') && !challenged) words.push('no challenge');
    return words.join(', ');
  }
  words.push([status, ...describeBody(body)].join(' '));
  const secret = body?.access_token ?? body?.device_code ?? body?.client_secret;
  if (secret !== undefined && !/no-store/.test(headers['cache-control'] ?? '')) words.push('may be cached');
  return words.join(', ');
}

function describeBody(body: Answer['body']): string[] {
  if (body?.access_token !== undefined) {
    const kind = body.token_type === 'Bearer' && body.expires_in === 3_600 ? 'tokens for' : 'odd tokens for';
    return [kind, sorted(body.scope), ...(body.refresh_token === undefined ? ['without refresh'] : [])];
  }
  if (body?.device_code !== undefined) return ['device code', String(body.expires_in)];
  if (body?.active !== undefined) return body.active ? ['active for', sorted(body.scope)] : ['inactive'];
  if (body?.client_id !== undefined) {
    const secret = body.client_secret === undefined ? 'without secret' : 'with secret';
    return [body.token_endpoint_auth_method, secret, `redirects ${body.redirect_uris.length}`];
  }
  return [];
}

function sorted(scope: string | undefined): string {
  return (scope ?? '').split(' ').toSorted().join('+') || 'nothing';
}
