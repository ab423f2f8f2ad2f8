import { hashSecret } from '../../src/credentials/hash.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { putEmailChange } from '../../src/recovery/email-change-queries.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { day } from './clock.ts';
import type { Member, World } from './world.ts';

/** Starts to change a member's email on a server without e-mail. Returns the secrets of the two links. */
export async function startEmailChangeOf({ db, clock }: World, member: Member, email: string) {
  const [current, next] = [newToken('email'), newToken('email')];
  const { id: organizationId } = await db
    .selectFrom('organizations')
    .select('id')
    .where('slug', '=', member.organization)
    .executeTakeFirstOrThrow();
  const at = clock.now();
  const [currentHash, newHash] = [hashSecret(current), hashSecret(next)];
  const change = { organizationId, userId: member.id, email, currentHash, newHash, at, expiresAt: at + day };
  await inTransaction(db, (trx) => putEmailChange(trx, change));
  return { current, next };
}
