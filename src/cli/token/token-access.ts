import { failureOfAnswer, readApiError } from '../connection/answer.ts';
import { sendWith } from '../connection/api.ts';
import type { Credential } from '../connection/credential.ts';
import { hostOf } from '../connection/origin.ts';
import { CommandFailure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Runs work with a credential that can manage tokens. An OAuth sign-in cannot (its tokens never have that scope), so the
 * person confirms with the password: that opens a session, which ends with the work and is stored nowhere.
 * @param command what the person wants to do with tokens
 * @throws CommandFailure if there is no terminal to ask at, or the password is not accepted
 */
export async function withTokenAccess<Result>(
  terminal: Terminal,
  credential: Credential,
  command: string,
  work: (manager: Credential) => Promise<Result>,
): Promise<Result> {
  const { source, signIn } = credential;
  if (source !== 'oauth' || !signIn) return work(credential);
  if (!terminal.stdin.isTTY)
    throw new CommandFailure(
      `token ${command} asks for your password, and standard input is no terminal: set SPEDY_TOKEN to a personal access token with the scope tokens:write${command === 'create' ? ', or use --web' : ''}`,
    );
  const session = await openSession(terminal, credential, signIn.email);
  try {
    return await work(session);
  } finally {
    await sendWith(session, 'POST', '/api/v1/auth/logout').catch(() => {});
  }
}

async function openSession(terminal: Terminal, credential: Credential, email: string): Promise<Credential> {
  const { promptForSecret } = await import('../prompt.ts');
  const { stdin, stderr } = terminal;
  const password = await promptForSecret(
    `Password of ${email} at ${hostOf(credential.origin)}:`,
    stdin,
    stderr,
  );
  let answer = await signIn(credential, { email, password });
  if (await needsCode(answer)) {
    const code = await promptForSecret('Code of your authenticator app, or a backup code:', stdin, stderr);
    answer = await signIn(credential, { email, password, code: code.trim() });
  }
  if (!answer.ok) throw await refused(answer, credential);
  const cookie = answer.headers
    .getSetCookie()
    .map((value) => value.split(';')[0] ?? '')
    .join('; ');
  const headers = { cookie, origin: credential.origin.origin };
  return { ...credential, source: 'session', headers: async () => headers, renewed: async () => null };
}

function signIn(
  { send, origin }: Credential,
  credentials: { readonly email: string; readonly password: string; readonly code?: string },
): Promise<Response> {
  return send(new URL('/api/v1/auth/login', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: origin.origin },
    body: JSON.stringify(credentials),
  });
}

async function needsCode(answer: Response): Promise<boolean> {
  return answer.status === 401 && (await readApiError(answer.clone()))?.code === 'two_factor_required';
}

async function refused(answer: Response, { origin }: Credential): Promise<CommandFailure> {
  const { message } = await failureOfAnswer(answer, { origin, source: 'new' });
  return new CommandFailure(`${message}. You can also use the dashboard: spedy token create --web`);
}
