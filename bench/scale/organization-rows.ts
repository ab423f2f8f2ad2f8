import { beginningOf, type Chain } from './chain.ts';
import type { Making } from './data-set.ts';
import { newSecret } from './random.ts';
import type { Sink } from './sink.ts';

/** An organization while its rows are made. */
export type Place = {
  readonly organizationId: string;
  readonly slug: string;
  readonly chain: Chain;
  readonly boards: { readonly id: string; readonly key: string; last: number }[];
};

/** Inserts an organization with boards, but without members. */
export async function insertOrganization(
  sink: Sink,
  { at, values }: Making,
  slug: string,
  boardCount: number,
): Promise<Place> {
  const organizationId = values.id('org', at);
  await sink.insert('organizations', {
    id: organizationId,
    slug,
    name: slug,
    plan: 'pro',
    pats_enabled: 1,
    max_lifetime_days: null,
    expiry_required: 0,
    idle_revocation_days: null,
    registration: 'open',
    two_factor_required: 0,
    created_at: at,
  });
  const boards = Array.from({ length: boardCount }, (_, index) => ({
    id: values.id('brd', at),
    key: `BRD${index}`,
    last: 0,
  }));
  return { organizationId, slug, chain: beginningOf(organizationId), boards };
}

/** Inserts what is known only at the end: the boards with their last numbers, and the head of the chain. */
export async function finishOrganization(
  sink: Sink,
  { at }: Making,
  { organizationId, boards, chain }: Place,
): Promise<void> {
  for (const { id, key, last } of boards)
    await sink.insert('boards', {
      organization_id: organizationId,
      id,
      key,
      name: `Board ${key}`,
      last_ticket_number: last,
      created_at: at,
    });
  await sink.insert('audit_heads', {
    organization_id: organizationId,
    sequence: chain.sequence,
    hash: chain.hash,
  });
}

type NewMember = {
  readonly name: string;
  readonly role: 'ADMIN' | 'TEAM_MEMBER';
  readonly boards: Place['boards'];
};

/** Inserts a member who is on some boards. Returns the ID. */
export async function insertMember(
  sink: Sink,
  { at, values }: Making,
  { organizationId, slug }: Place,
  { name, role, boards }: NewMember,
): Promise<string> {
  const id = values.id('usr', at);
  const email = `${name}@${slug}.example`;
  await sink.insert('users', {
    organization_id: organizationId,
    id,
    email,
    email_key: email,
    name,
    role,
    state: 'active',
    password_hash: null,
    created_at: at,
  });
  for (const board of boards)
    await sink.insert('board_members', { organization_id: organizationId, board_id: board.id, user_id: id });
  return id;
}

/** The times of a token: by default it was used last when the data set was built, and does not expire. */
type TokenTimes = { readonly usedAt?: number; readonly expiresAt?: number | null };

/** Inserts a token with its last use. Returns the secret. */
export async function insertToken(
  sink: Sink,
  { at, values }: Making,
  { organizationId }: Place,
  userId: string,
  createdAt: number,
  { usedAt = at, expiresAt = null }: TokenTimes = {},
): Promise<string> {
  const id = values.id('tok', createdAt);
  const { secret, hash, hint } = newSecret('pat');
  await sink.insert('access_tokens', {
    organization_id: organizationId,
    id,
    user_id: userId,
    name: 'Deployment',
    hash,
    hint,
    scopes: null,
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: null,
    created_with: null,
    ended: 0,
  });
  await sink.insert('last_uses', { organization_id: organizationId, credential_id: id, at: usedAt });
  return secret;
}
