import { hostname } from 'node:os';
import { chooseHost } from '../connection/choose-host.ts';
import { requireSendable } from '../connection/credential.ts';
import { hostOf } from '../connection/origin.ts';
import { type Send, senderOf } from '../connection/send.ts';
import { CommandFailure, SignInNeeded, UsageError } from '../failure.ts';
import { withSpinner } from '../output/spinner.ts';
import { withoutControls } from '../output/table.ts';
import { readLine } from '../read-line.ts';
import { type OAuthSignIn, type SignIn, withSignIn } from '../stored/sign-ins.ts';
import { SignInStore } from '../stored/store.ts';
import { printResult, type Terminal } from '../terminal.ts';
import { type Me, readMe } from './me.ts';
import type { LoginOptions } from './options.ts';

/** Signs in, and keeps the sign-in in place of an earlier one at the same host, which ends. */
export async function logIn(terminal: Terminal, options: LoginOptions): Promise<void> {
  const { env, stderr } = terminal;
  const store = new SignInStore(env);
  const send = senderOf(env);
  const origin = await chooseLoginHost(env, options.host, store);
  // Asked first, so that nobody signs in for nothing.
  await store.requireWritable();
  const credential = options.withToken
    ? { token: await readToken(terminal) }
    : { oauth: await signIn(terminal, options, send, origin) };
  const { me, replaced } = await keep(store, send, origin, credential).catch(async (error: unknown) => {
    // A sign-in that is not stored cannot be used by anyone.
    if ('oauth' in credential) await endSignIn(send, origin, credential.oauth).catch(() => {});
    throw error;
  });
  await endReplaced(terminal, send, origin, replaced);
  if (env.SPEDY_TOKEN)
    stderr.write('Note: SPEDY_TOKEN is set, and commands use it instead of this sign-in.\n');
  printSignedIn(terminal, options, origin, me);
}

type Kept = { readonly token: string } | { readonly oauth: OAuthSignIn };

/** Asks the server whose the credential is, and stores it. Returns the sign-in that it replaces. */
async function keep(store: SignInStore, send: Send, origin: URL, credential: Kept) {
  const value = 'token' in credential ? credential.token : credential.oauth.accessToken;
  const me = await readMe(send, origin, value);
  const signIn = { email: me.email, organization: me.organization, ...credential };
  const replaced = await store.change(async (signIns) => ({
    signIns: withSignIn(signIns, origin.origin, signIn),
    result: signIns.byOrigin[origin.origin] ?? null,
  }));
  return { me, replaced };
}

async function endSignIn(send: Send, origin: URL, oauth: OAuthSignIn): Promise<void> {
  const { revokeSignIn } = await import('./oauth-client.ts');
  await revokeSignIn(send, origin, oauth);
}

/** @throws UsageError if no host is given or known */
async function chooseLoginHost(env: NodeJS.ProcessEnv, host: string | undefined, store: SignInStore) {
  const signIns = await store.read();
  try {
    return chooseHost({ ...env, SPEDY_TOKEN: undefined }, host, signIns);
  } catch (error) {
    if (!(error instanceof SignInNeeded)) throw error;
    throw new UsageError(
      "missing --host <host> (your organization's address, such as acme-corp.example). See: spedy login --help",
    );
  }
}

/** @throws CommandFailure if standard input has no personal access token */
async function readToken({ stdin, stderr }: Terminal): Promise<string> {
  const { promptForToken } = stdin.isTTY ? await import('../prompt.ts') : { promptForToken: null };
  const token = promptForToken ? await promptForToken(stdin, stderr) : await readLine(stdin, 'token');
  if (/^spedy_pat_/.test(token.trim())) return requireSendable(token.trim());
  throw new CommandFailure('this is no personal access token: they begin with spedy_pat_');
}

function signIn(terminal: Terminal, options: LoginOptions, send: Send, origin: URL): Promise<OAuthSignIn> {
  const request = { send, origin, scope: options.scope?.join(' ') ?? null, computer: hostname() };
  return options.device ? byDevice(terminal, request) : byBrowser(terminal, request, options.browser);
}

type Request = {
  readonly send: Send;
  readonly origin: URL;
  readonly scope: string | null;
  readonly computer: string;
};

async function byBrowser(terminal: Terminal, request: Request, opens: boolean): Promise<OAuthSignIn> {
  const { signInByBrowser } = await import('./browser.ts');
  return waiting(terminal, 'Waiting for your browser…', (announce) =>
    signInByBrowser({
      ...request,
      show: async (address) => {
        const { openBrowser } = await import('./open-browser.ts');
        const opened = opens && (await openBrowser(terminal.env, address));
        announce(
          opened
            ? [`Your browser opens. If it does not, open this address on this machine:`, address]
            : ['Open this address in a browser on this machine:', address],
        );
      },
    }),
  );
}

async function byDevice(terminal: Terminal, request: Request): Promise<OAuthSignIn> {
  const { signInByDevice } = await import('./device.ts');
  return waiting(terminal, 'Waiting for you to allow it…', (announce) =>
    signInByDevice({
      ...request,
      show: (code, address) => announce([`Open ${address} in any browser, and enter the code: ${code}`]),
    }),
  );
}

/** Waits with a spinner that begins below what the person has to read. */
async function waiting<Result>(
  terminal: Terminal,
  text: string,
  work: (announce: (lines: readonly string[]) => void) => Promise<Result>,
): Promise<Result> {
  let start: () => void = () => {};
  const announced = new Promise<void>((resolve) => {
    start = resolve;
  });
  const result = work((lines) => {
    terminal.stderr.write(`${lines.map(withoutControls).join('\n')}\n`);
    start();
  });
  await Promise.race([announced, result]);
  return withSpinner(terminal, text, () => result);
}

/** Ends the sign-in that a new one replaces. It is no longer stored, so a failure only leaves an unused connection. */
async function endReplaced(
  { stderr }: Terminal,
  send: Send,
  origin: URL,
  replaced: SignIn | null,
): Promise<void> {
  if (!replaced || !('oauth' in replaced)) return;
  try {
    await endSignIn(send, origin, replaced.oauth);
  } catch {
    stderr.write(
      `Note: your earlier sign-in at ${hostOf(origin)} was not ended; you can end it under Settings > Account > Connected Apps.\n`,
    );
  }
}

function printSignedIn(terminal: Terminal, options: LoginOptions, origin: URL, me: Me): void {
  const host = hostOf(origin);
  printResult(terminal, options, { host, ...me.json }, [`Signed in to ${host} as ${me.name} (${me.email}).`]);
}
