import type { Database, Transaction } from '../../storage/database.ts';

type NewRequest = {
  readonly organizationId: string;
  readonly stateHash: Uint8Array;
  readonly browserHash: Uint8Array;
  readonly issuer: string;
  readonly clientId: string;
  readonly returnTo: string;
  readonly expiresAt: number;
};

export function insertRequest(db: Database, request: NewRequest) {
  return db
    .insertInto('single_sign_on_requests')
    .values({
      organization_id: request.organizationId,
      state_hash: request.stateHash,
      browser_hash: request.browserHash,
      issuer: request.issuer,
      client_id: request.clientId,
      return_to: request.returnTo,
      expires_at: request.expiresAt,
    })
    .execute();
}

/** Uses up a request of this browser. Of several concurrent calls, one gets the row. */
export function consumeRequest(
  db: Database,
  organizationId: string,
  { stateHash, browserHash }: { readonly stateHash: Uint8Array; readonly browserHash: Uint8Array },
  now: number,
) {
  return db
    .deleteFrom('single_sign_on_requests')
    .where('organization_id', '=', organizationId)
    .where('state_hash', '=', stateHash)
    .where('browser_hash', '=', browserHash)
    .where('expires_at', '>', now)
    .returning(['issuer', 'client_id as clientId', 'return_to as returnTo'])
    .executeTakeFirst();
}

/** Finds the member to whom an account at the provider belongs. */
export function findLinkedMember(
  db: Database,
  organizationId: string,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
) {
  return db
    .selectFrom('member_identities as i')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'i.organization_id').onRef('u.id', '=', 'i.user_id'),
    )
    .select(['u.id', 'u.email', 'u.role', 'u.state'])
    .where('i.organization_id', '=', organizationId)
    .where('i.issuer', '=', issuer)
    .where('i.subject', '=', subject)
    .where('u.state', '<>', 'removed')
    .executeTakeFirst();
}

/** Links a member; undefined if the member or the account is already linked. */
export function insertIdentity(
  trx: Transaction,
  organizationId: string,
  identity: {
    readonly issuer: string;
    readonly subject: string;
    readonly userId: string;
    readonly at: number;
  },
) {
  return trx
    .insertInto('member_identities')
    .values({
      organization_id: organizationId,
      issuer: identity.issuer,
      subject: identity.subject,
      user_id: identity.userId,
      linked_at: identity.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
}

/** Deletes the links of a member; returns how many. */
export async function deleteIdentities(trx: Transaction, organizationId: string, userId: string) {
  const { numDeletedRows } = await trx
    .deleteFrom('member_identities')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
