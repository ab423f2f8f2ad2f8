import type { Static } from 'typebox';
import { parseStoredWord } from '../access/words.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { mailKindNames, mailKinds } from './kinds.ts';
import type { ListedMail } from './queries.ts';
import type { UnsentMailPage } from './schema.ts';

const unsentStates = ['waiting', 'failed'] as const;

/**
 * Returns a message that was not sent, without what it says.
 * @throws Error on an unknown kind or state
 */
export function presentUnsent(row: ListedMail): Static<typeof UnsentMailPage>['data'][number] {
  const kind = parseStoredWord(mailKindNames, row.kind);
  const state = parseStoredWord(unsentStates, row.state);
  return {
    id: row.id,
    kind,
    title: mailKinds[kind].title,
    address: row.address,
    state,
    attempts: row.attempts,
    problem: row.problem,
    createdAt: formatTimestamp(row.createdAt),
    nextAttemptAt: state === 'waiting' ? formatTimestamp(row.dueAt) : null,
  };
}
