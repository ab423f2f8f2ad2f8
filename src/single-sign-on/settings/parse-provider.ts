import { domainToASCII } from 'node:url';
import { invalidField } from '../../contract/errors.ts';
import { parseName } from '../../contract/text.ts';
import { checkRemoteUrl } from '../../oauth/clients/remote/remote-url.ts';
import type { IdentityProviderInput } from './schema.ts';

const nameLength = 50;
/** Labels of a domain name in ASCII (RFC 1035 2.3.1); at least two. */
const domainForm = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 6749 3.3 */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const requiredScopes = ['openid', 'email'];

/**
 * Parses the settings of an identity provider. Domains are returned in ASCII and lower case, in order.
 * @param allowLoopback whether http on loopback is allowed, for development
 * @throws SpedyError validation_failed
 */
export function parseProvider(input: IdentityProviderInput, allowLoopback: boolean): IdentityProviderInput {
  const scope = input.scope.trim();
  if (!scopeForm.test(scope) || !requiredScopes.every((name) => scope.split(' ').includes(name)))
    throw invalidField('scope', 'must be scopes separated by single spaces, with openid and email');
  const { required, breakGlassUserId, roleClaim, roles, defaultRole } = input;
  if (required && breakGlassUserId === null)
    throw invalidField(
      'breakGlassUserId',
      'must name an administrator who can still sign in with a password if the provider fails',
    );
  if (roleClaim === null && roles.length > 0)
    throw invalidField('roleClaim', 'must name the claim that has the values of roles');
  if (roleClaim !== null && roles.length === 0 && defaultRole === null)
    throw invalidField('roles', 'must have an entry, because there is no default role');
  return {
    ...input,
    name: parseName('name', input.name, nameLength),
    issuer: parseIssuer(input.issuer.trim(), allowLoopback),
    clientId: parseName('clientId', input.clientId, 255),
    domains: parseDomains(input.domains),
    scope,
    roleClaim: roleClaim === null ? null : parseName('roleClaim', roleClaim, 255),
    roles: roles.map(({ value, role }, index) => ({
      value: parseName(`roles/${index}/value`, value, 255),
      role,
    })),
  };
}

/** An issuer has no query or fragment (OpenID Connect Discovery 3), and may have no path. */
function parseIssuer(issuer: string, allowLoopback: boolean): string {
  const hasPath = URL.canParse(issuer) && new URL(issuer).pathname !== '/';
  // The rules of remote files apply, except that the path may be missing.
  const checked = checkRemoteUrl(hasPath ? issuer : `${issuer.replace(/\/$/, '')}/_`, allowLoopback);
  if (typeof checked === 'string')
    throw invalidField('issuer', hasPath ? checked : 'must be an https URL, such as https://acme.okta.com');
  if (issuer.includes('?')) throw invalidField('issuer', 'must not have a query');
  if (issuer.includes('/.well-known/'))
    throw invalidField('issuer', 'must be the address before /.well-known/');
  return issuer;
}

function parseDomains(domains: readonly string[]): string[] {
  const parsed = domains.map((text, index) => {
    const domain = domainToASCII(text.trim().replace(/^@/, '')).toLowerCase();
    if (!domainForm.test(domain))
      throw invalidField(`domains/${index}`, 'must be a domain name, such as acme.example');
    return domain;
  });
  return [...new Set(parsed)].toSorted();
}
