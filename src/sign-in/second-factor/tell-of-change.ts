import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { MailFields } from '../../mail/kinds.ts';
import { tellMember } from '../../mail/tell.ts';
import type { Transaction } from '../../storage/database.ts';
import type { MemberKey } from './queries.ts';

/** Tells a member that their second factor was changed. */
export function tellOfChange(
  trx: Transaction,
  { at, address }: ChangeOrigin,
  member: MemberKey,
  change: MailFields['second_factor_changed']['change'],
): Promise<void> {
  return tellMember(trx, member, 'second_factor_changed', { change, at, address }, at);
}
