import { chooseHost } from '../connection/choose-host.ts';
import { openBrowser } from '../sign-in/open-browser.ts';
import { SignInStore } from '../stored/store.ts';
import { printResult, type Terminal } from '../terminal.ts';
import type { CreateOptions } from './options.ts';

/** Units of a lifetime that the dashboard's form knows, in milliseconds. */
const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
] as const;

/** Opens the dashboard's form for a new token, filled in. */
export async function openForm(terminal: Terminal, options: CreateOptions): Promise<void> {
  const origin = chooseHost(
    { ...terminal.env, SPEDY_TOKEN: undefined },
    options.host,
    await new SignInStore(terminal.env).read(),
  );
  const address = formAddress(origin, options);
  const opened = await openBrowser(terminal.env, address);
  printResult(terminal, options, { url: address }, [
    opened ? 'Your browser opens. If it does not, open this address:' : 'Open this address in your browser:',
    address,
  ]);
}

function formAddress(origin: URL, { name, description, scope, expiresIn }: CreateOptions): string {
  const url = new URL('/settings/account/access-tokens', origin);
  url.searchParams.set('name', name);
  if (description !== undefined) url.searchParams.set('description', description);
  if (scope !== undefined) url.searchParams.set('scopes', scope.join(' '));
  if (expiresIn !== undefined) url.searchParams.set('expiresIn', lifetimeText(expiresIn));
  return url.href;
}

/** Rounds up to hours, which the form has at least. */
function lifetimeText(milliseconds: number): string {
  for (const [unit, length] of units)
    if (milliseconds % length === 0) return `${milliseconds / length}${unit}`;
  return `${Math.ceil(milliseconds / 3_600_000)}h`;
}
