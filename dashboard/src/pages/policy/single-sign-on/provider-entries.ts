import type { IdentityProvider, IdentityProviderInput } from '../../../api/organization/single-sign-on.ts';

type Role = IdentityProviderInput['roles'][number]['role'];

/** What the form has: lists as text. */
export type Entries = {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  readonly domains: string;
  readonly defaultRole: string;
  readonly roleClaim: string;
  readonly values: Readonly<Record<Role, string>>;
  readonly required: boolean;
  readonly breakGlassUserId: string;
  readonly trustsSecondFactor: boolean;
};

/** The roles that values can be mapped to. */
export const mappedRoles = ['ADMIN', 'TEAM_MEMBER', 'CUSTOMER'] as const satisfies readonly Role[];

export function entriesOf(provider: IdentityProvider | null): Entries {
  const valuesOf = (role: Role) =>
    (provider?.roles ?? []).flatMap((entry) => (entry.role === role ? [entry.value] : [])).join(', ');
  return {
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    scope: provider?.scope ?? 'openid email profile',
    domains: (provider?.domains ?? []).join(', '),
    defaultRole: provider ? (provider.defaultRole ?? '') : 'TEAM_MEMBER',
    roleClaim: provider?.roleClaim ?? '',
    values: {
      ADMIN: valuesOf('ADMIN'),
      TEAM_MEMBER: valuesOf('TEAM_MEMBER'),
      CUSTOMER: valuesOf('CUSTOMER'),
    },
    required: provider?.required ?? false,
    breakGlassUserId: provider?.breakGlassUserId ?? '',
    trustsSecondFactor: provider?.trustsSecondFactor ?? false,
  };
}

/** Returns the body of the request. An empty client secret keeps the stored one. */
export function inputOf(entries: Entries): IdentityProviderInput {
  const { clientSecret, defaultRole, roleClaim, breakGlassUserId, values, domains, ...rest } = entries;
  const claim = roleClaim.trim();
  return {
    ...rest,
    name: rest.name.trim(),
    issuer: rest.issuer.trim(),
    clientId: rest.clientId.trim(),
    domains: listOf(domains, /[\s,]+/),
    defaultRole: defaultRole === 'TEAM_MEMBER' || defaultRole === 'CUSTOMER' ? defaultRole : null,
    roleClaim: claim === '' ? null : claim,
    roles:
      claim === ''
        ? []
        : mappedRoles.flatMap((role) => listOf(values[role], /,/).map((value) => ({ value, role }))),
    breakGlassUserId: breakGlassUserId === '' ? null : breakGlassUserId,
    ...(clientSecret === '' ? {} : { clientSecret }),
  };
}

function listOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Returns the problems with empty fields. */
export function emptyFields({ name, issuer, clientId, required, breakGlassUserId }: Entries) {
  return {
    ...(name.trim() === '' ? { name: 'Enter a name.' } : {}),
    ...(issuer.trim() === '' ? { issuer: 'Enter the issuer.' } : {}),
    ...(clientId.trim() === '' ? { clientId: 'Enter the client ID.' } : {}),
    ...(required && breakGlassUserId === '' ? { breakGlassUserId: 'Choose an administrator.' } : {}),
  };
}
