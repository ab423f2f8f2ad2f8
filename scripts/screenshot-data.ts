import { day } from '../src/access/policy.ts';
import { type Scope, scopeBits } from '../src/access/scopes.ts';
import { prepareDemo } from '../src/cli/demo/prepare.ts';
import { demoTeam, type Person } from '../src/cli/demo/team.ts';
import type { ChangeOrigin } from '../src/contract/change-origin.ts';
import { hashSecret } from '../src/credentials/hash.ts';
import { newToken } from '../src/credentials/token-format.ts';
import { newRequestId } from '../src/http/arrival/request-ids.ts';
import { dropWaiting } from '../src/mail/queries.ts';
import { createInvitation } from '../src/members/invitations/invitations.ts';
import { findMemberByEmail } from '../src/members/queries.ts';
import { changeOrganization } from '../src/organizations/change-organization.ts';
import { findOrganizationBySlug } from '../src/organizations/queries.ts';
import { raiseLastSeen } from '../src/principals/last-seen-queries.ts';
import { parseOrganization } from '../src/principals/organization-row.ts';
import { raiseAddresses } from '../src/principals/token-address-queries.ts';
import { raiseLastUses } from '../src/principals/usage-queries.ts';
import { insertSession } from '../src/sessions/queries.ts';
import { type Database, inTransaction } from '../src/storage/database.ts';
import { newId } from '../src/storage/ids.ts';
import { createToken } from '../src/tokens/create.ts';
import { unrestricted } from '../src/tokens/restrictions.ts';
import { connectionSteps } from './screenshot-connections.ts';

/** A sample token: days since it was created and last used, days until it expires; null means never. */
type Sample = {
  readonly owner: Person;
  readonly name: string;
  readonly age: number;
  readonly unused: number | null;
  readonly left: number | null;
  readonly scopes?: Scope[];
  readonly description?: string;
  readonly requestsPerDay?: number;
};

const samples: readonly Sample[] = [
  { owner: 'ada', name: 'Backup before releases', age: 214, unused: 96, left: null },
  { owner: 'tim', name: 'Old laptop', age: 173, unused: null, left: null },
  { owner: 'cora', name: 'Reporting sheet', age: 64, unused: 0.4, left: 301, scopes: ['tickets:read'] },
  {
    owner: 'ada',
    name: 'Nightly sync',
    description: 'Copies closed tickets to the reporting database',
    age: 41,
    unused: 0.3,
    left: 49,
    scopes: ['tickets:read', 'tickets:write'],
    requestsPerDay: 40,
  },
  {
    owner: 'tim',
    name: 'Release notes',
    age: 38,
    unused: 5,
    left: 22,
    scopes: ['tickets:read', 'profile:read'],
  },
  { owner: 'ada', name: 'CI pipeline', age: 26, unused: 0.01, left: 4, requestsPerDay: 120 },
];

/** Creates the demo's data with the tokens, usage, connections and an invitation that a team has after a while. */
export async function prepareScreenshots(db: Database, now: number): Promise<void> {
  await prepareDemo(db, now);
  const row = await findOrganizationBySlug(db, 'acme-corp');
  if (!row) throw new Error('the demo has no organization');
  const organization = parseOrganization(row);
  const memberOf = async (person: Person) => {
    const member = await findMemberByEmail(db, organization.id, demoTeam[person].email);
    if (!member) throw new Error(`the demo has no ${person}`);
    return member;
  };
  const memberAt = async (person: Person, at: number) => {
    const { id } = await memberOf(person);
    return { id, from: await byMember(db, organization.id, id, at) };
  };
  const addToken = async (sample: Sample) => {
    const { owner, name, description, age, unused, left, scopes, requestsPerDay } = sample;
    const member = await memberOf(owner);
    const creator = { organization, userId: member.id, restrictions: unrestricted };
    const expiresAt = left === null ? null : new Date(now + left * day).toISOString();
    const from = await byMember(db, organization.id, member.id, now - age * day);
    const token = await createToken(db, from, creator, {
      name,
      description: description ?? null,
      expiresAt,
      scopes: scopes ?? null,
    });
    if (unused !== null) {
      const at = Math.round(now - unused * day);
      const use = { organizationId: organization.id, id: token.row.id, at };
      await raiseLastUses(db, [use]);
      await raiseLastSeen(db, 'access_tokens', [use]);
    }
    if (requestsPerDay === undefined || unused === null) return;
    await addUsage(db, organization.id, token.row.id, requestsPerDay, now);
    await addAddresses(db, organization.id, token.row.id, Math.round(now - unused * day));
  };
  const steps = [
    ...samples.map((sample) => ({ age: sample.age, run: () => addToken(sample) })),
    ...connectionSteps(db, organization.id, memberAt, now),
  ];
  // The audit log has its events in the order in which they are written.
  for (const { run } of steps.toSorted((one, other) => other.age - one.age)) await run();
  const ada = await memberOf('ada');
  const invitation = { email: 'lena@acme.example', name: 'Lena Vogt', role: 'TEAM_MEMBER' } as const;
  const inviting = await byMember(db, organization.id, ada.id, now - 2 * day);
  await createInvitation(db, organization.id, inviting, ada, invitation, null);
  const policy = { maxLifetimeDays: 365, expiryRequired: true };
  const changing = await byMember(db, organization.id, ada.id, now - day);
  await changeOrganization(db, organization.id, changing, { policy });
  await dropWaiting(db, organization.id);
}

/** Returns the origin of a change that a member made in the dashboard, with a session that has since ended. */
async function byMember(
  db: Database,
  organizationId: string,
  userId: string,
  at: number,
): Promise<ChangeOrigin> {
  const id = newId('ses');
  const address = '203.0.113.24';
  const hash = hashSecret(newToken('session'));
  const row = { organizationId, id, userId, hash, createdAt: at, expiresAt: at + day / 24, address };
  const opened = { openedBy: 'password', secondFactor: null, passkeyId: null, createdWith: null };
  const rest = { userAgent: null, ...opened };
  await inTransaction(db, (trx) => insertSession(trx, { ...row, ...rest }));
  const actor = { kind: 'member', userId, credentialKind: 'session', credentialId: id } as const;
  return { actor, at, address, requestId: newRequestId() };
}

/** Inserts a month of usage: less at weekends, slightly different every day, and the same in every run. */
function addUsage(
  db: Database,
  organizationId: string,
  tokenId: string,
  requestsPerDay: number,
  now: number,
) {
  const today = Math.floor(now / day);
  const scopes = scopeBits['tickets:read'];
  const days = Array.from({ length: 26 }, (_, back) => {
    const isWeekend = [2, 3].includes((today - back) % 7);
    const count = Math.round(requestsPerDay * (isWeekend ? 0.2 : 0.75 + ((back * 7) % 5) / 8));
    return { organization_id: organizationId, token_id: tokenId, day: today - back, count, scopes };
  });
  return db.insertInto('token_usage').values(days).execute();
}

/** Inserts the addresses of two build machines. */
function addAddresses(db: Database, organizationId: string, id: string, at: number): Promise<void> {
  return raiseAddresses(db, [
    { organizationId, id, address: '203.0.113.24', at },
    { organizationId, id, address: '198.51.100.61', at: at - 3 * day },
  ]);
}
