import { stat } from 'node:fs/promises';
import {
  failed,
  ok,
  type Report,
  reportOf,
  type Step,
  skipped,
  type Verdict,
  warning,
} from '../../doctor/report.ts';
import { callApi } from '../connection/api.ts';
import { chooseHost } from '../connection/choose-host.ts';
import { type Credential, findCredential } from '../connection/credential.ts';
import { hostOf } from '../connection/origin.ts';
import { senderOf } from '../connection/send.ts';
import { asLine } from '../failure.ts';
import { type Me, parseMe } from '../sign-in/me.ts';
import { SignInStore } from '../stored/store.ts';

/** A difference of clocks in milliseconds that does not matter, also because answers take time. */
const tolerance = 60_000;

/**
 * Examines what a member's commands need: the folder of the sign-ins, the host, the clock and the credential. Changes
 * nothing, except that it renews an access token.
 */
export async function examineSignIn(env: NodeJS.ProcessEnv): Promise<Report> {
  const store = new SignInStore(env);
  const folder = await checkFolder(store, env);
  const host = await attempt(
    async () => chooseHost(env, undefined, await store.read()),
    'Sign in, or set SPEDY_HOST and SPEDY_TOKEN.',
  );
  const origin = 'value' in host ? host.value : null;
  const answer = origin
    ? await attempt(
        () => senderOf(env)(new URL('/readyz', origin)),
        'Check the address with spedy whoami --host, and the server with its operator.',
      )
    : null;
  const credential = origin
    ? await attempt(() => findCredential(env, undefined), 'Sign in, or set SPEDY_TOKEN.')
    : null;
  const missing = origin ? 'the host does not answer' : 'there is no host';
  const isReachable = answer !== null && 'value' in answer;
  const steps: [step: string, what: string, verdict: Verdict][] = [
    ['folder', 'Sign-ins are kept where only you can read them', folder],
    ['host', 'A host is chosen', 'value' in host ? ok(hostOf(host.value)) : host.verdict],
    ['reach', 'The host answers', answer ? checkAnswer(answer) : skipped('there is no host')],
    ['clock', "This machine's clock is right", isReachable ? checkClock(answer.value) : skipped(missing)],
    [
      'credential',
      'The credential is accepted',
      isReachable && credential ? await checkCredential(credential) : skipped(missing),
    ],
  ];
  return reportOf(
    origin ? hostOf(origin) : store.folder,
    steps.map(([step, what, verdict]): Step => ({ client: null, step, what, ...verdict })),
    [],
  );
}

type Attempt<Value> = { readonly value: Value } | { readonly verdict: Verdict };

async function attempt<Value>(work: () => Promise<Value>, fix: string): Promise<Attempt<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    return {
      verdict: failed(null, { why: asLine(error instanceof Error ? error.message : String(error)), fix }),
    };
  }
}

async function checkFolder(store: SignInStore, env: NodeJS.ProcessEnv): Promise<Verdict> {
  const writable = await attempt(
    () => store.requireWritable(),
    'Make the folder writable, or use SPEDY_TOKEN and SPEDY_HOST, which need no file.',
  );
  if ('verdict' in writable) {
    const { why, fix } = writable.verdict;
    return env.SPEDY_TOKEN && why && fix ? warning(null, { why, fix }) : writable.verdict;
  }
  const mode = await stat(store.file).then(
    (found) => found.mode,
    () => 0,
  );
  if (process.platform === 'win32' || (mode & 0o077) === 0) return ok(store.file);
  return warning(store.file, {
    why: 'Other users of this machine can read the file, and use your sign-ins.',
    fix: `Run: chmod 600 ${store.file}`,
  });
}

function checkAnswer(answer: Attempt<Response>): Verdict {
  if ('verdict' in answer) return answer.verdict;
  const { status } = answer.value;
  if (status === 200) return ok('ready');
  return failed(`status ${status}`, {
    why: 'The host does not answer like a Spedy server that is ready.',
    fix: 'Check the host; if it is right, the server cannot use its database: tell its operator.',
  });
}

function checkClock({ headers }: Response): Verdict {
  const difference = Date.now() - Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(difference)) return skipped('the answer has no time');
  if (Math.abs(difference) <= tolerance) return ok('within a minute of the server');
  const seconds = Math.round(Math.abs(difference) / 1000);
  return warning(`${seconds} seconds ${difference > 0 ? 'ahead of' : 'behind'} the server`, {
    why: 'Lifetimes of new tokens count from the clock of this machine.',
    fix: 'Set the clock, or let NTP set it.',
  });
}

async function checkCredential(credential: Attempt<Credential>): Promise<Verdict> {
  if ('verdict' in credential) return credential.verdict;
  const me = await attempt(
    () => callApi(credential.value, 'GET', '/api/v1/me', (body) => parseMe(body, credential.value.origin)),
    'Sign in again with spedy login, or replace SPEDY_TOKEN.',
  );
  return 'verdict' in me ? me.verdict : ok(describe(me.value));
}

function describe({ email, role, organization, authentication: { scopes } }: Me): string {
  const extent = Array.isArray(scopes) ? `scopes ${scopes.join(', ')}` : 'everything that the member can do';
  return `${email}, ${role} in ${organization}, ${extent}`;
}
