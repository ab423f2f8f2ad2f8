import { ownOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { isId } from '../../storage/ids.ts';
import { findTokenOrganization } from '../../tokens/queries.ts';
import { revokeToken } from '../../tokens/revoke.ts';
import { CommandFailure } from '../failure.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

/** `spedy admin token revoke TOKEN_ID` */
export function tokenRevoke(token: SpedyCommand, terminal: Terminal): void {
  token
    .operation('revoke', {
      summary: 'permanently revoke a personal access token',
      examples: ['spedy admin token revoke tok_0mb2c3d4e5f6g7h8i9j0k1l'],
    })
    .argument('<token-id>', "the token's ID (tok_…), not its secret")
    .action((tokenId: string, options: OutputOptions) => {
      rejectSecret(tokenId);
      return withDatabase(terminal.env, async ({ db, now }) => {
        const found = isId('tok', tokenId) ? await findTokenOrganization(db, tokenId) : undefined;
        if (!found)
          throw new CommandFailure(
            `no token '${tokenId}': use the token's ID, tok_ followed by 23 letters and digits`,
          );
        const from = ownOrigin('operator', now);
        await revokeToken(db, found.organizationId, from, null, tokenId).catch((error: unknown) => {
          if (!(error instanceof SpedyError) || error.code !== 'not_found') throw error;
          throw new CommandFailure(`the token ${tokenId} is already revoked or expired`);
        });
        printDone(terminal, options, { token: { id: tokenId } }, [`Revoked ${tokenId}.`]);
      });
    });
}

/** The error must not repeat the secret. */
function rejectSecret(text: string): void {
  if (!/^(spedy_|spd_)/i.test(text)) return;
  throw new CommandFailure(
    'this is the secret of a token: use its ID (tok_…) from the dashboard or GET /api/v1/me/tokens. Your shell may have saved the secret in its history.',
  );
}
