import { SpedyError } from '../contract/errors.ts';
import type { Database } from '../storage/database.ts';
import { findMemberByEmail } from './queries.ts';

/** @throws SpedyError already_exists if a member has this email */
export async function requireUnusedEmail(db: Database, organizationId: string, email: string): Promise<void> {
  if (await findMemberByEmail(db, organizationId, email)) throw emailInUse(email);
}

export function emailInUse(email: string): SpedyError {
  return new SpedyError('already_exists', { message: `A member with the email ${email} already exists.` });
}
