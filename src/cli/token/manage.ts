import { callApi } from '../connection/api.ts';
import { findCredential } from '../connection/credential.ts';
import type { HostOptions } from '../options.ts';
import { withSpinner } from '../output/spinner.ts';
import { printTable } from '../output/table.ts';
import { parseList, parseObject } from '../stored/parse.ts';
import { printResult, type Terminal } from '../terminal.ts';
import { parseToken, tokenPath } from './token.ts';
import { withTokenAccess } from './token-access.ts';

/** `spedy token list` */
export async function listTokens(terminal: Terminal, options: HostOptions): Promise<void> {
  const credential = await findCredential(terminal.env, options.host);
  const body = await withTokenAccess(terminal, credential, 'list', (manager) =>
    withSpinner(terminal, 'Asking…', () =>
      callApi(manager, 'GET', '/api/v1/me/tokens', (answer) => {
        const json = parseObject(answer, 'the answer');
        return { json, tokens: parseList(json.tokens, 'tokens', parseToken) };
      }),
    ),
  );
  if (options.json) return printResult(terminal, options, body.json, []);
  if (body.tokens.length === 0) {
    terminal.stderr.write('No active tokens.\n');
    return;
  }
  const rows = body.tokens.map(({ id, name, hint, scopes, expiresAt, lastUsedAt }) => [
    id,
    name,
    `…${hint}`,
    scopes?.join(' ') ?? 'everything',
    expiresAt ?? 'never',
    lastUsedAt ?? 'never',
  ]);
  printTable(terminal, ['ID', 'NAME', 'SECRET', 'SCOPES', 'EXPIRES', 'LAST USED'], rows, 1);
}

/** `spedy token revoke TOKEN_ID` */
export async function revokeToken(terminal: Terminal, id: string, options: HostOptions): Promise<void> {
  const path = tokenPath(id);
  const credential = await findCredential(terminal.env, options.host);
  await withTokenAccess(terminal, credential, 'revoke', (manager) =>
    withSpinner(terminal, 'Revoking…', () => callApi(manager, 'DELETE', path, () => null)),
  );
  printResult(terminal, options, { token: { id } }, [`Revoked ${id}.`]);
}
