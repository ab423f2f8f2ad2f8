import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
 * @param folder the working directory
 * @returns the arguments, with `admin` in front of the operator's
 * @throws UsageError if both are meant
 */
export async function chooseTokenCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string = process.cwd(),
): Promise<readonly string[]> {
  const [group, command, ...rest] = args;
  // Settings before the command are the server's.
  const settings = group === '--config' ? 2 : group?.startsWith('--config=') ? 1 : 0;
  if (settings > 0 && args[settings] === 'token')
    return [...args.slice(0, settings), 'admin', ...args.slice(settings)];
  if (group !== 'token') return args;
  const has = (option: string) => rest.some((arg) => arg === option || arg.startsWith(`${option}=`));
  if (operatorOptions.some(has)) return ['admin', ...args];
  if (command !== 'revoke' || has('--host') || has('--help') || has('-h')) return args;
  const { operator, member } = named(env) ?? (await found(env, folder));
  if (operator && member)
    throw new UsageError(
      `${operator} means the operator's database, and ${member} your own tokens: use spedy admin token revoke for the database, or spedy token revoke with --host for your own`,
    );
  return operator ? ['admin', ...args] : args;
}

/** What speaks for the operator's and for the member's command, in words; null for nothing. */
type Signs = { readonly operator: string | null; readonly member: string | null };

/** What names the operator's database (docs/settings.md), and what names a member and an organization. */
const operatorVariables = ['DATABASE_URL', 'DATABASE_URL_FILE', 'SPEDY_CONFIG'];
const memberVariables = ['SPEDY_TOKEN', 'SPEDY_HOST'];

function named(env: NodeJS.ProcessEnv): Signs | null {
  const operator = operatorVariables.find((name) => env[name]) ?? null;
  const member = memberVariables.find((name) => env[name]) ?? null;
  return operator || member ? { operator, member } : null;
}

async function found(env: NodeJS.ProcessEnv, folder: string): Promise<Signs> {
  const operator = existsSync(join(folder, defaultDatabase)) ? `${defaultDatabase} in this folder` : null;
  if (operator === null) return { operator, member: null };
  const { byOrigin } = await new SignInStore(env).read();
  return { operator, member: Object.keys(byOrigin).length > 0 ? 'your sign-in' : null };
}
