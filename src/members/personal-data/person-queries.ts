import { sql } from 'kysely';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { nameOrder } from '../../storage/member-search/words.ts';
import type { Tables } from '../../storage/tables/tables.ts';

/** Whose data: a member, and what else they are known by. */
export type Person = {
  readonly organizationId: string;
  readonly userId: string;
  readonly email: string;
  readonly emailKey: string;
};

/** By what a row is found to be about a person. */
type By = 'userId' | 'email' | 'emailKey' | 'token' | 'credential';

/** What each table has of a person. */
type Treatment =
  /** Nothing, or only for some days what nobody can read, such as a hash. */
  | { readonly none: string }
  /** Rows about them: exported, and deleted by an erasure. */
  | { readonly column: string; readonly by: By; readonly erase: 'delete' }
  /** Rows that belong to the organization and name them by ID: exported, and kept under the pseudonym. */
  | { readonly column: string; readonly by: By; readonly erase: 'keep' };

const about = (column: string, by: By = 'userId') => ({ column, by, erase: 'delete' }) as const;
const names = (column: string, by: By = 'userId') => ({ column, by, erase: 'keep' }) as const;
const none = (reason: string) => ({ none: reason }) as const;

/** Every table, and what it has of a person. Without a table of `Tables`, this does not compile. */
export const treatments = {
  // What depends on a token comes before the tokens.
  token_addresses: [about('token_id', 'token')],
  token_usage: [about('token_id', 'token')],
  token_words: [about('token_id', 'token')],
  last_uses: [about('credential_id', 'credential')],
  idempotency_keys: [about('user_id')],
  access_tokens: [about('user_id')],
  sessions: [about('user_id')],
  creating_credentials: [about('user_id'), about('email', 'email')],
  notices: [about('user_id')],
  second_factors: [about('user_id')],
  backup_codes: [about('user_id')],
  passkeys: [about('user_id')],
  sign_in_attempts: [about('account')],
  known_sources: [about('user_id')],
  refusal_counts: [about('account')],
  muted_notifications: [about('user_id')],
  password_resets: [about('user_id')],
  reset_requests: [about('email', 'email')],
  email_changes: [about('user_id')],
  scim_profiles: [about('user_id')],
  member_identities: [about('user_id')],
  member_words: [about('user_id')],
  outbox: [about('user_id'), about('address_key', 'emailKey')],
  invitations: [about('email_key', 'emailKey'), names('invited_by')],
  board_members: [about('user_id')],
  users: [names('id')],
  tickets: [names('author_id'), names('assignee_id')],
  comments: [names('author_id')],
  audit_events: [names('actor_id'), names('target_id')],
  oauth_connections: [names('user_id')],
  resource_servers: [names('created_by')],
  scim_tokens: [names('created_by')],
  identity_providers: [names('break_glass_id')],
  oauth_applications: none('clients, not people'),
  oauth_verified_clients: none('clients, not people'),
  oauth_requests: none('names a session; deleted within a day'),
  oauth_codes: none('belongs to a connection'),
  oauth_access_tokens: none('belongs to a connection'),
  oauth_refresh_tokens: none('belongs to a connection'),
  oauth_assertions: none('clients, not people'),
  single_sign_on_requests: none('nobody has signed in yet'),
  passkey_challenges: none('random numbers'),
  mail_sends: none('a hash of the address, deleted within days'),
  audit_redactions: none('hashes of audit events'),
  audit_heads: none('hashes of audit events'),
  organizations: none('the organization'),
  organization_logos: none('the organization'),
  held_slugs: none('the organization'),
  boards: none('the organization'),
  changes: none('IDs, deleted within minutes'),
  setup_links: none('the installation'),
  settings: none('the installation'),
  secret_keys: none('the installation'),
} as const satisfies Record<keyof Tables, readonly Treatment[] | Treatment>;

export type Place = {
  readonly table: string;
  readonly column: string;
  readonly by: By;
  readonly erase: string;
};

/** Every place with data of a person, in the order in which it is erased. */
export const places: readonly Place[] = Object.entries(treatments).flatMap(([table, treatment]) =>
  'none' in treatment ? [] : treatment.map((part) => ({ table, ...part })),
);

/** Reads at most `limit` rows of a place, in no particular order. */
export async function readPlace(
  db: Database,
  person: Person,
  place: Place,
  limit: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.table(place.table)} where organization_id = ${person.organizationId} and ${condition(person, place)}
    limit ${limit}`.execute(db);
  return rows;
}

export async function countPlace(db: Database, person: Person, place: Place): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(place.table)}
    where organization_id = ${person.organizationId} and ${condition(person, place)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function deletePlace(trx: Transaction, person: Person, place: Place): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(place.table)} where organization_id = ${person.organizationId} and ${condition(person, place)}`.execute(
    trx,
  );
  return Number(numAffectedRows);
}

function condition(person: Person, { column, by }: Place) {
  const left = sql.ref(column);
  const tokens = sql`select id from access_tokens
    where organization_id = ${person.organizationId} and user_id = ${person.userId}`;
  const connections = sql`select id from oauth_connections
    where organization_id = ${person.organizationId} and user_id = ${person.userId}`;
  if (by === 'token') return sql<boolean>`${left} in (${tokens})`;
  if (by === 'credential') return sql<boolean>`${left} in (${tokens} union all ${connections})`;
  return sql<boolean>`${left} = ${person[by]}`;
}

/** Finds a person, also one who was removed. */
export function findPerson(db: Database, organizationId: string, userId: string) {
  return db
    .selectFrom('users')
    .select(['id as userId', 'email', 'email_key as emailKey', 'name', 'state', 'role'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .executeTakeFirst();
}

/** Returns those of some emails that other members have, also removed ones. */
export async function emailsOfOthers(
  db: Database,
  { organizationId, userId }: Person,
  emailKeys: readonly string[],
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('users')
    .select('email_key as emailKey')
    .where('organization_id', '=', organizationId)
    .where('email_key', 'in', emailKeys)
    .where('id', '!=', userId)
    .execute();
  return rows.map(({ emailKey }) => emailKey);
}

/** Replaces a removed member's name, email and password by a pseudonym, and forgets the addresses of their connections. */
export async function pseudonymize(trx: Transaction, { organizationId, userId }: Person): Promise<void> {
  const name = 'Erased member';
  await trx
    .updateTable('users')
    .set({
      name,
      name_order: nameOrder(name),
      email: `${userId}@erased.invalid`,
      email_key: `${userId}@erased.invalid`,
      password_hash: null,
      second_factors: '',
      has_second_factor: 0,
      last_seen_at: 0,
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '=', 'removed')
    .execute();
  await trx
    .updateTable('oauth_connections')
    .set({ address: null })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
  await noteChanges(trx, organizationId, [userId]);
}
