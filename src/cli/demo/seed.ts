import { day } from '../../access/policy.ts';
import { type ChangeOrigin, ownOrigin } from '../../contract/change-origin.ts';
import { hashPassword } from '../../credentials/password.ts';
import { createMember } from '../../members/members.ts';
import { createOrganization } from '../../organizations/create-organization.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { createBoard } from '../../tickets/boards.ts';
import { addComment } from '../../tickets/comments/comments.ts';
import { changeTicket, createTicket } from '../../tickets/tickets.ts';
import type { Viewer } from '../../tickets/viewer.ts';
import { type DemoTicket, readDemoBoards } from './boards.ts';
import { demoOrganization, demoTeam, type Person, people } from './team.ts';

type Team = Readonly<Record<Person, Viewer>>;
/** An action at a time in milliseconds since the epoch. */
type Step = { readonly at: number; readonly take: (from: ChangeOrigin) => Promise<unknown> };

const firstDay = 60;
/** Maximum time between two steps of a ticket. */
const maxPause = 9 * 3_600_000;

/** Creates the demo organization in one transaction, with two months of history. */
export async function seedDemo(db: Database, now: number): Promise<void> {
  const hashes = await Promise.all(people.map((person) => hashPassword(demoTeam[person].password)));
  const passwordHashes = new Map(people.map((person, index) => [person, hashes[index] ?? null]));
  await inTransaction(db, async (trx) => {
    const from = ownOrigin('operator', now - firstDay * day);
    const { id } = await createOrganization(trx, from, demoOrganization);
    const team = await createTeam(trx, id, from, passwordHashes);
    const steps: Step[] = [];
    for (const { key, name, members, tickets } of readDemoBoards()) {
      const memberIds = members.map((person) => team[person].userId);
      const board = await createBoard(trx, id, from, { key, name }, memberIds);
      for (const ticket of tickets) steps.push(...stepsOf(trx, team, board.id, ticket, now));
    }
    steps.sort((a, b) => a.at - b.at);
    for (const { at, take } of steps) await take({ ...from, at });
  });
}

async function createTeam(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  passwordHashes: ReadonlyMap<Person, string | null>,
): Promise<Team> {
  const create = async (person: Person): Promise<Viewer> => {
    const { email, name, role } = demoTeam[person];
    const passwordHash = passwordHashes.get(person) ?? null;
    const { id } = await createMember(trx, organizationId, from, { email, name, role, passwordHash });
    return { organizationId, userId: id, role };
  };
  return { ada: await create('ada'), tim: await create('tim'), cora: await create('cora') };
}

/** The history of a ticket: created, commented on, worked on. */
function stepsOf(trx: Transaction, team: Team, boardId: string, ticket: DemoTicket, now: number): Step[] {
  const { daysAgo, title, description, priority, status, comments, author, assignee } = ticket;
  const startedAt = now - daysAgo * day;
  const pause = Math.min(maxPause, (daysAgo * day) / (comments.length + 2));
  let ticketId = '';
  const created: Step = {
    at: startedAt,
    take: async (from) => {
      const assigneeId = assignee && team[assignee].userId;
      const input = { boardId, title, description, priority, assigneeId };
      ticketId = (await createTicket(trx, from, team[author], input)).id;
    },
  };
  const commented = comments.map((comment, index) => ({
    at: startedAt + (index + 1) * pause,
    take: (from: ChangeOrigin) => {
      const { author: name, ...content } = comment;
      return addComment(trx, from, team[name], ticketId, content);
    },
  }));
  const worked: Step = {
    at: startedAt + (comments.length + 1) * pause,
    take: (from) => changeTicket(trx, from, team[assignee ?? author], ticketId, { status }),
  };
  return [created, ...commented, worked];
}
