import { SignInNeeded, UsageError } from '../failure.ts';
import type { SignIns } from '../stored/sign-ins.ts';
import { hostOf, parseHost } from './origin.ts';

/**
 * Chooses the organization that a command talks to: `--host`, else SPEDY_HOST, else the default sign-in. The default is for
 * its own credential only: a token of the environment, which may belong to another server, is never sent there.
 * @throws UsageError for an invalid host; SignInNeeded if there is nothing to choose, or too much
 */
export function chooseHost(
  { SPEDY_HOST, SPEDY_TOKEN }: NodeJS.ProcessEnv,
  host: string | undefined,
  { defaultOrigin, byOrigin }: SignIns,
): URL {
  if (host !== undefined) return parseHost(host);
  if (SPEDY_HOST) return parseSpedyHost(SPEDY_HOST);
  if (SPEDY_TOKEN?.trim()) {
    const elsewhere =
      defaultOrigin === null
        ? ''
        : `, and is not sent to ${hostOf(new URL(defaultOrigin).origin)} only because you are signed in there`;
    throw new SignInNeeded(
      `set SPEDY_HOST, or --host, to your organization's address, such as acme-corp.example: SPEDY_TOKEN does not say where it belongs${elsewhere}`,
    );
  }
  if (defaultOrigin !== null) return new URL(defaultOrigin);
  const hosts = Object.keys(byOrigin).map(hostOf);
  if (hosts.length > 0)
    throw new SignInNeeded(`choose one of your hosts with --host or spedy switch: ${hosts.join(', ')}`);
  throw new SignInNeeded(
    'nobody is signed in: run spedy login --host acme-corp.example, or set SPEDY_TOKEN and SPEDY_HOST',
  );
}

function parseSpedyHost(text: string): URL {
  try {
    return parseHost(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`SPEDY_HOST: ${error.message}`);
    throw error;
  }
}
