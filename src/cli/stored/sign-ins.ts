import { type Fields, parseList, parseObject, parseString, parseTime, UnexpectedForm } from './parse.ts';

/** The tokens of an OAuth sign-in. */
export type OAuthSignIn = {
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token expires, in milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly scopes: readonly string[];
};
/** What is kept of a sign-in: whose it is, and its OAuth tokens or a personal access token. */
export type SignIn = {
  readonly email: string;
  /** The organization's slug. */
  readonly organization: string;
} & ({ readonly oauth: OAuthSignIn } | { readonly token: string });

/** All sign-ins by the origin of their organization, and the origin that commands use without `--host`. */
export type SignIns = {
  readonly defaultOrigin: string | null;
  readonly byOrigin: Readonly<Record<string, SignIn>>;
};

const version = 1;

export const noSignIns: SignIns = { defaultOrigin: null, byOrigin: {} };

/** @throws UnexpectedForm; SyntaxError if it is not JSON */
export function parseSignIns(text: string): SignIns {
  const file = parseObject(JSON.parse(text), 'the file');
  if (file.version !== version) throw new UnexpectedForm('it is of a newer version of spedy');
  const entries = Object.entries(parseObject(file.hosts, 'hosts'));
  const byOrigin = Object.fromEntries(entries.map(([origin, entry]) => [origin, parseSignIn(origin, entry)]));
  const named = typeof file.default === 'string' ? file.default : null;
  return { defaultOrigin: named !== null && Object.hasOwn(byOrigin, named) ? named : null, byOrigin };
}

function parseSignIn(origin: string, value: unknown): SignIn {
  if (URL.parse(origin)?.origin !== origin) throw new UnexpectedForm('hosts has a name that is no origin');
  const entry = parseObject(value, origin);
  const whose = {
    email: parseString(entry.email, 'email'),
    organization: parseString(entry.organization, 'organization'),
  };
  if (entry.token !== undefined) return { ...whose, token: parseString(entry.token, 'token') };
  return { ...whose, oauth: parseOAuth(parseObject(entry.oauth, 'oauth')) };
}

function parseOAuth(fields: Fields): OAuthSignIn {
  return {
    clientId: parseString(fields.clientId, 'clientId'),
    accessToken: parseString(fields.accessToken, 'accessToken'),
    refreshToken: parseString(fields.refreshToken, 'refreshToken'),
    expiresAt: parseTime(fields.expiresAt, 'expiresAt'),
    scopes: parseList(fields.scopes, 'scopes', (scope) => parseString(scope, 'a scope')),
  };
}

/** The text of the file with sign-ins. */
export function formatSignIns({ defaultOrigin, byOrigin }: SignIns): string {
  const hosts = Object.fromEntries(
    Object.entries(byOrigin).map(([origin, signIn]) => [
      origin,
      'oauth' in signIn
        ? {
            ...signIn,
            oauth: { ...signIn.oauth, expiresAt: new Date(signIn.oauth.expiresAt).toISOString() },
          }
        : signIn,
    ]),
  );
  return `${JSON.stringify({ version, default: defaultOrigin, hosts }, null, 2)}\n`;
}

/** Adds or replaces a sign-in, which becomes the default. */
export function withSignIn(signIns: SignIns, origin: string, signIn: SignIn): SignIns {
  return { defaultOrigin: origin, byOrigin: { ...signIns.byOrigin, [origin]: signIn } };
}

/** Removes a sign-in. If it was the default, another one becomes the default only if it is the last. */
export function withoutSignIn({ defaultOrigin, byOrigin }: SignIns, origin: string): SignIns {
  const { [origin]: _removed, ...rest } = byOrigin;
  const [first, ...more] = Object.keys(rest);
  const next = first !== undefined && more.length === 0 ? first : null;
  return { defaultOrigin: defaultOrigin === origin ? next : defaultOrigin, byOrigin: rest };
}
