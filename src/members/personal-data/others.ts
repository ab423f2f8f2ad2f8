import type { Database } from '../../storage/database.ts';
import { emailKey } from '../../storage/email-key.ts';
import { emailsOfOthers, type Person } from './person-queries.ts';
import { isEmailIn, knownEmails, personal, replaceTexts, textsIn } from './redact-events.ts';

type Row = Readonly<Record<string, unknown>>;

/** What stands in place of what says who somebody else is. Their IDs stay, which tell nothing to others. */
const another = '[another person]';

/**
 * Returns what takes other people's data out of the rows of a person: an administrator's rows name everybody whom they
 * invited, and whose account they changed.
 */
export async function withoutOthers(
  db: Database,
  person: Person,
): Promise<(table: string, rows: readonly Row[]) => Promise<readonly Row[]>> {
  const own = await knownEmails(db, person);
  const isOwn = (value: unknown) => typeof value === 'string' && isEmailIn(own, value);
  return async (table, rows) => {
    if (table === 'audit_events') {
      const others = await othersIn(db, person, rows.flatMap(emailsIn));
      return rows.map((row) => event(person, own, others, row));
    }
    if (table === 'email_changes' || table === 'outbox') {
      const others = await othersIn(db, person, rows.flatMap(emailsIn));
      return rows.map((row) => message(others, row));
    }
    // Invitations, also those that an unfinished request makes: of the person, or by the person for others.
    if (table === 'invitations' || table === 'creating_credentials')
      return rows.map((row) =>
        row.email === null || isOwn(row.email)
          ? row
          : {
              ...row,
              email: another,
              ...(row.name === undefined || row.name === null ? {} : { name: another }),
            },
      );
    return rows;
  };
}

/** Removes others' data from an event that the person caused, or that is about them. */
function event(person: Person, own: ReadonlySet<string>, others: ReadonlySet<string>, row: Row): Row {
  const details: unknown = JSON.parse(String(row.details));
  const texts = [...textsIn(details)];
  const subjects = [
    ...(row.target_kind === 'user' ? [row.target_id] : []),
    ...texts.flatMap(([key, value]) => (key === 'userId' ? [value] : [])),
  ];
  const isAbout =
    subjects.includes(person.userId) ||
    [row.target_id, ...texts.map(([, value]) => value)].some((text) => isEmailIn(own, String(text)));
  const isOfOthers = !isAbout && (subjects.length > 0 || /^(invitation|refusal)\./.test(String(row.action)));
  const replaced = (key: string, value: string) =>
    isEmailIn(own, value)
      ? value
      : isEmailIn(others, value) || (isOfOthers && personal.includes(key))
        ? another
        : value;
  const isBySomebodyElse = row.actor_id !== null && row.actor_id !== person.userId;
  return {
    ...row,
    target_id: replaced(row.target_kind === 'account' ? 'email' : '', String(row.target_id)),
    details: JSON.stringify(replaceTexts(details, replaced)),
    ...(isBySomebodyElse ? { address: null } : {}),
  };
}

/** Who did something, and with whose account, in the fields of messages. */
const named: readonly string[] = ['inviter', 'by', 'of'];

/** Removes others' data from a message to the person or about their account, or from a change of their email. */
function message(others: ReadonlySet<string>, row: Row): Row {
  const replaced = (key: string, value: string) =>
    named.includes(key) || isEmailIn(others, value) ? another : value;
  const { email, address, fields } = row;
  return {
    ...row,
    ...(email === undefined ? {} : { email: replaced('', String(email)) }),
    ...(address === undefined ? {} : { address: replaced('', String(address)) }),
    ...(fields === undefined
      ? {}
      : { fields: JSON.stringify(replaceTexts(JSON.parse(String(fields)), replaced)) }),
  };
}

/** All texts of a row and of the JSON in it. */
function emailsIn({ details, fields, ...row }: Row): string[] {
  const json = [details, fields].filter((text) => typeof text === 'string').map((text) => JSON.parse(text));
  return [...textsIn([row, ...json])].map(([, value]) => value);
}

/** Those of some texts that are emails of other members, as keys. */
async function othersIn(
  db: Database,
  person: Person,
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  const keys = [...new Set(texts.filter((text) => text.includes('@')).map(emailKey))];
  const others = new Set<string>();
  for (let start = 0; start < keys.length; start += atOnce)
    for (const key of await emailsOfOthers(db, person, keys.slice(start, start + atOnce))) others.add(key);
  return others;
}

/** Emails that are looked up with one query. */
const atOnce = 500;
