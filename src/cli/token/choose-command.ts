import { existsSync } from 'node:fs';
import { UsageError } from '../failure.ts';
import { SignInStore } from '../stored/store.ts';

/** Options that only the operator's commands have. */
const operatorOptions = ['--org', '--email', '--database', '--config'];
/** Where the database is without DATABASE_URL (docs/operations.md). */
const defaultDatabase = 'data/spedy.db';

/**
 * Decides whether `spedy token …` is a member's command or the earlier name of `spedy admin token …`, which works on the
 * database. An option that only one of them has decides. `token revoke TOKEN_ID` has none: DATABASE_URL makes it the
 * operator's, SPEDY_TOKEN, SPEDY_HOST or `--host` the member's; without any of them it is the operator's if the default
 * database is in this folder, and the member's if somebody is signed in.
 * @returns the arguments, with `admin` in front of the operator's
 * @throws UsageError if both are meant
 */
export async function chooseTokenCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const [group, command, ...rest] = args;
  if (group !== 'token') return args;
  const has = (option: string) => rest.some((arg) => arg === option || arg.startsWith(`${option}=`));
  if (operatorOptions.some(has)) return ['admin', ...args];
  if (command !== 'revoke' || has('--host') || has('--help') || has('-h')) return args;
  const { operator, member } = named(env) ?? (await found(env));
  if (operator && member)
    throw new UsageError(
      `${operator} means the operator's database, and ${member} your own tokens: use spedy admin token revoke for the database, or spedy token revoke with --host for your own`,
    );
  return operator ? ['admin', ...args] : args;
}

/** What speaks for the operator's and for the member's command, in words; null for nothing. */
type Signs = { readonly operator: string | null; readonly member: string | null };

function named({ DATABASE_URL, SPEDY_TOKEN, SPEDY_HOST }: NodeJS.ProcessEnv): Signs | null {
  if (!DATABASE_URL && !SPEDY_TOKEN && !SPEDY_HOST) return null;
  const member = SPEDY_TOKEN ? 'SPEDY_TOKEN' : SPEDY_HOST ? 'SPEDY_HOST' : null;
  return { operator: DATABASE_URL ? 'DATABASE_URL' : null, member };
}

async function found(env: NodeJS.ProcessEnv): Promise<Signs> {
  const operator = existsSync(defaultDatabase) ? `${defaultDatabase} in this folder` : null;
  if (operator === null) return { operator, member: null };
  const { byOrigin } = await new SignInStore(env).read();
  return { operator, member: Object.keys(byOrigin).length > 0 ? 'your sign-in' : null };
}
