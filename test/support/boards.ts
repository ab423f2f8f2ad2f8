import { eventsAfter } from '../../src/audit/queries.ts';
import { type Acme, createAcme, type World } from './world.ts';

/**
 * Creates acme-corp with a board WEB of the team member and the customer, and a board OPS that only the administrator
 * sees. Also creates globex, another organization, with a board and a ticket.
 */
export async function createAcmeWithBoards() {
  const acme = await createAcme();
  const web = await acme.createBoard('acme-corp', 'WEB', [acme.teamMember, acme.customer]);
  const ops = await acme.createBoard('acme-corp', 'OPS');
  await acme.createOrganization('globex');
  const globexAdmin = await acme.createMember('globex', 'gus@globex.test', 'ADMIN');
  const globexToken = await acme.createToken(globexAdmin);
  const globexBoard = await acme.createBoard('globex', 'WEB', [globexAdmin]);
  const created = await acme.send('POST', '/api/v1/tickets', {
    at: 'globex',
    token: globexToken,
    body: { title: 'Globex only', boardId: globexBoard.id },
  });
  return { ...acme, web, ops, globexAdmin, globexToken, globexBoard, globexTicketId: created.body.id };
}
export type AcmeWithBoards = Awaited<ReturnType<typeof createAcmeWithBoards>>;

/** Creates a ticket over HTTP, by default as the administrator, and returns it. */
export async function postTicket(
  acme: Acme,
  body: { title: string; boardId: string } & Record<string, unknown>,
  token = acme.adminToken,
) {
  const answer = await acme.send('POST', '/api/v1/tickets', { token, body });
  if (answer.status !== 201) throw new Error(`no ticket: ${answer.text}`);
  return answer.body;
}

/** Returns the action and the details of each audit event of one target, in order. */
export async function auditEventsOf({ db }: World, targetId: string) {
  const organizations = await db.selectFrom('organizations').select('id').execute();
  const events = await Promise.all(organizations.map(({ id }) => eventsAfter(db, id, 0, 10_000)));
  return events
    .flat()
    .filter((event) => event.targetId === targetId)
    .map(({ action, details }) => ({ action, details: JSON.parse(details) }));
}
