import { callApi } from '../connection/api.ts';
import { findCredential, type Source } from '../connection/credential.ts';
import { hostOf } from '../connection/origin.ts';
import type { HostOptions } from '../options.ts';
import { withSpinner } from '../output/spinner.ts';
import { withoutControls } from '../output/table.ts';
import { SignInStore } from '../stored/store.ts';
import { printResult, type Terminal } from '../terminal.ts';
import { type Me, parseMe } from './me.ts';

const sources: Readonly<Record<Source, string>> = {
  environment: 'the token in SPEDY_TOKEN',
  token: 'a personal access token',
  oauth: 'a sign-in of the command line',
  session: 'a session',
};

/** Prints who a command acts as, with which credential, and the other sign-ins. */
export async function showIdentity(terminal: Terminal, options: HostOptions): Promise<void> {
  const credential = await findCredential(terminal.env, options.host);
  const { origin, source } = credential;
  const me = await withSpinner(terminal, 'Asking…', () =>
    callApi(credential, 'GET', '/api/v1/me', (body) => parseMe(body, origin)),
  );
  const { byOrigin, defaultOrigin } = await new SignInStore(terminal.env).read();
  const hosts = Object.entries(byOrigin).map(([known, { email }]) => ({
    host: hostOf(known),
    email,
    default: known === defaultOrigin,
  }));
  const host = hostOf(origin);
  const others = hosts.filter((other) => other.host !== host);
  printResult(
    terminal,
    options,
    { host, ...me.json, hosts },
    [
      `${me.name} (${me.email})`,
      `Host: ${host}`,
      `Organization: ${me.organizationName} (${me.organization}), plan ${me.plan}`,
      `Role: ${me.role}`,
      `Credential: ${sources[source]}, ${scopesOf(me)}`,
      ...others.map(
        (other) => `Also signed in: ${other.host} (${other.email})${other.default ? ', the default' : ''}`,
      ),
    ].map(withoutControls),
  );
}

function scopesOf({ authentication: { scopes } }: Me): string {
  return Array.isArray(scopes) ? `scopes ${scopes.join(', ')}` : 'everything that you can do';
}
