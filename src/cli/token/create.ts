import { callApi } from '../connection/api.ts';
import { findCredential } from '../connection/credential.ts';
import { withSpinner } from '../output/spinner.ts';
import { withoutControls } from '../output/table.ts';
import { printResult, type Terminal } from '../terminal.ts';
import type { CreateOptions, RotateOptions, SecretOptions } from './options.ts';
import { type CreatedToken, parseCreatedToken, tokenPath } from './token.ts';
import { withTokenAccess } from './token-access.ts';
import { openForm } from './web.ts';

/** `spedy token create` */
export async function createToken(terminal: Terminal, options: CreateOptions): Promise<void> {
  if (options.web) return openForm(terminal, options);
  const credential = await findCredential(terminal.env, options.host);
  const { name, description, expiresIn, scope } = options;
  const json = {
    name,
    ...(description === undefined ? {} : { description }),
    ...(expiresIn === undefined ? {} : { expiresAt: new Date(Date.now() + expiresIn).toISOString() }),
    ...(scope === undefined ? {} : { scopes: [...new Set(scope)] }),
  };
  const created = await withTokenAccess(terminal, credential, 'create', (manager) =>
    withSpinner(terminal, 'Creating…', () =>
      callApi(manager, 'POST', '/api/v1/me/tokens', parseCreatedToken, { json }),
    ),
  );
  printCreated(terminal, options, created, 'Created');
}

/** `spedy token rotate TOKEN_ID` */
export async function rotateToken(terminal: Terminal, id: string, options: RotateOptions): Promise<void> {
  const path = tokenPath(id);
  const credential = await findCredential(terminal.env, options.host);
  const { overlap } = options;
  const json = overlap === undefined ? {} : { overlapSeconds: Math.round(overlap / 1000) };
  const created = await withTokenAccess(terminal, credential, 'rotate', (manager) =>
    withSpinner(terminal, 'Rotating…', () =>
      callApi(manager, 'POST', `${path}/rotate`, parseCreatedToken, { json }),
    ),
  );
  printCreated(terminal, options, created, `Rotated ${id} to`);
}

function printCreated(
  terminal: Terminal,
  options: SecretOptions,
  { id, name, expiresAt, scopes, secret, json }: CreatedToken,
  verb: string,
): void {
  if (options.printOnlySecret) {
    terminal.stdout.write(`${secret}\n`);
    return;
  }
  printResult(
    terminal,
    options,
    json,
    [
      `${verb} token "${name}": ${id}`,
      `Expires: ${expiresAt ?? 'never'}. Scopes: ${scopes?.join(', ') ?? 'everything that you can do'}.`,
      `Token: ${secret} (shown only once)`,
    ].map(withoutControls),
  );
}
