import type { ChangeOrigin } from '../contract/change-origin.ts';
import { tellAdmins, tellMember } from '../mail/tell.ts';
import type { Transaction } from '../storage/database.ts';
import { findMember, type MemberRow } from './queries.ts';

/**
 * Tells a member that someone else reset how they sign in, and every administrator if the member is one of them. A link to
 * reset the password changes nothing yet, so the member is told only by the link.
 */
export async function tellOfReset(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  member: MemberRow,
  what: 'password' | 'second_factor',
): Promise<void> {
  const { actor, at, address } = from;
  if (what === 'second_factor') {
    const fields = { change: 'reset', at, address } as const;
    await tellMember(trx, { organizationId, userId: member.id }, 'second_factor_changed', fields, at);
  }
  if (member.role !== 'ADMIN') return;
  const admin = actor.kind === 'member' ? await findMember(trx, organizationId, actor.userId) : undefined;
  const by = admin?.name ?? null;
  await tellAdmins(trx, organizationId, 'admin_reset', { of: member.email, by, what, at, address }, at);
}
