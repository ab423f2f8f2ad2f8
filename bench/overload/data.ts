import { appendAudit } from '../../src/audit/append.ts';
import { withDatabaseOf } from '../../src/cli/with-database.ts';
import { ownOrigin } from '../../src/contract/change-origin.ts';
import { createMember } from '../../src/members/members.ts';
import { createOrganization } from '../../src/organizations/create-organization.ts';
import { findOrganizationBySlug } from '../../src/organizations/queries.ts';
import { parseOrganization } from '../../src/principals/organization-row.ts';
import { readConfig } from '../../src/server/config.ts';
import { type Database, inTransaction } from '../../src/storage/database.ts';
import { createBoard } from '../../src/tickets/boards.ts';
import { createToken } from '../../src/tokens/create.ts';
import { unrestricted } from '../../src/tokens/restrictions.ts';

/** An organization's host and a token of its administrator. */
export type Caller = { readonly host: string; readonly token: string; readonly boardId: string };

export type OverloadData = {
  /** The organization that floods the server. */
  readonly flooding: Caller;
  /** Organizations with long audit logs, as many as the server exports at once. */
  readonly exporting: readonly Caller[];
  /** The organization whose requests are measured. */
  readonly other: Caller;
};

/** Audit events of each exporting organization: about 10 MB, more than the sockets hold. */
const events = 25_000;
const eventsInTransaction = 1_000;

/** Fills an empty database. */
export function prepareData(url: string): Promise<OverloadData> {
  return withDatabaseOf(readConfig({ DATABASE_URL: url }), async ({ db, now }) => {
    const exporting: Caller[] = [];
    for (let index = 0; index < 4; index += 1) {
      const { id, caller } = await addOrganization(db, `export-${index}`, now);
      for (let done = 0; done < events; done += eventsInTransaction) await appendEvents(db, id, now);
      exporting.push(caller);
    }
    const flooding = (await addOrganization(db, 'flooding', now)).caller;
    const other = (await addOrganization(db, 'other', now)).caller;
    return { exporting, flooding, other };
  });
}

async function addOrganization(db: Database, slug: string, now: number) {
  const from = ownOrigin('operator', now);
  const member = {
    email: `admin@${slug}.example`,
    name: 'Admin',
    role: 'ADMIN',
    passwordHash: null,
  } as const;
  const userId = await inTransaction(db, async (trx) => {
    const { id } = await createOrganization(trx, from, { slug, name: slug, plan: 'pro' });
    return (await createMember(trx, id, from, member)).id;
  });
  const row = await findOrganizationBySlug(db, slug);
  if (!row) throw new Error(`${slug} was not created`);
  const organization = parseOrganization(row);
  const creator = { organization, userId, restrictions: unrestricted };
  const { secret } = await createToken(db, from, creator, { name: 'Benchmark' });
  const board = await createBoard(db, organization.id, from, { key: 'WEB', name: 'Web' }, [userId]);
  const caller = { host: `${slug}.localhost:3000`, token: secret, boardId: board.id };
  return { id: organization.id, caller };
}

function appendEvents(db: Database, organizationId: string, now: number): Promise<void> {
  return inTransaction(db, async (trx) => {
    for (let index = 0; index < eventsInTransaction; index += 1)
      await appendAudit(trx, organizationId, ownOrigin('operator', now), {
        action: 'organization.created',
        target: { kind: 'organization', id: organizationId },
        details: { slug: 'example', name: 'Example', plan: 'pro' },
      });
  });
}
