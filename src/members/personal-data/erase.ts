import { readChain, redactEvents } from '../../audit/redaction/redact.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Hooks } from '../../contract/hooks.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { overwriteDeleted } from '../../storage/dialects/deleted-data.ts';
import { releaseRemoved, removeMember } from '../remove-member.ts';
import {
  countPlace,
  deletePlace,
  findPerson,
  type Person,
  type Place,
  places,
  pseudonymize,
} from './person-queries.ts';
import { knownEmails, redactEvent } from './redact-events.ts';

/** What an erasure deletes, by table, and the number of audit events that it changes. */
export type Erasure = {
  readonly deleted: Readonly<Record<string, number>>;
  readonly auditEvents: number;
};

/** Counts what `erasePerson` would delete and change. Changes nothing. */
export async function planErasure(db: Database, person: Person): Promise<Erasure> {
  const emails = await knownEmails(db, person);
  const deleted = await inEachPlace(person, emails, (known, place) => countPlace(db, known, place));
  let auditEvents = 0;
  for await (const events of readChain(db, person.organizationId))
    auditEvents += events.filter((event) => redactEvent(person, emails, event) !== null).length;
  return { deleted, auditEvents };
}

/**
 * Erases a person: removes the member if they are not removed yet, deletes the rows about them, takes their names, emails and
 * addresses out of the audit log, and at last puts a pseudonym in place of their name and email. What they wrote stays under
 * the pseudonym. If it is interrupted, running it again completes it.
 * @throws SpedyError last_admin; break_glass_administrator
 */
export async function erasePerson(
  db: Database,
  person: Person,
  from: ChangeOrigin,
  hooks: Pick<Hooks, 'memberRemoved' | 'releaseMember'>,
): Promise<Erasure> {
  const { organizationId, userId } = person;
  await overwriteDeleted(db);
  const found = await findPerson(db, organizationId, userId);
  if (found && found.state !== 'removed')
    await removeMember(db, organizationId, from, userId, hooks.memberRemoved);
  await releaseRemoved(db, organizationId, from, userId, hooks.releaseMember);
  // The emails are in the events, so they are collected before.
  const emails = await knownEmails(db, person);
  const deleted = await inEachPlace(person, emails, (known, place) =>
    inTransaction(db, (trx) => deletePlace(trx, known, place)),
  );
  const auditEvents = await redactEvents(db, organizationId, from, userId, (event) =>
    redactEvent(person, emails, event),
  );
  await inTransaction(db, (trx) => pseudonymize(trx, person));
  return { deleted, auditEvents };
}

/** Does something in each place whose rows are deleted, there with each email that the person had. Adds up the rows by table. */
async function inEachPlace(
  person: Person,
  emails: ReadonlySet<string>,
  work: (person: Person, place: Place) => Promise<number>,
): Promise<Readonly<Record<string, number>>> {
  const byEmail = [...emails].map((key) => {
    const email = key === person.emailKey ? person.email : key;
    return { ...person, email, emailKey: key };
  });
  const rows: Record<string, number> = {};
  for (const place of places) {
    if (place.erase !== 'delete') continue;
    for (const known of place.by === 'email' || place.by === 'emailKey' ? byEmail : [person]) {
      const count = await work(known, place);
      if (count > 0) rows[place.table] = (rows[place.table] ?? 0) + count;
    }
  }
  return rows;
}
