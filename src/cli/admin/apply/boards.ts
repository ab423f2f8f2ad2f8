import { findMemberByEmail } from '../../../members/queries.ts';
import { allBoardMembers } from '../../../tickets/board-members/queries.ts';
import { addBoardMember, createBoard, removeBoardMember } from '../../../tickets/boards.ts';
import { findVisibleBoardByKey } from '../../../tickets/boards-queries.ts';
import { renameBoard } from '../../../tickets/rename-board.ts';
import type { Viewer } from '../../../tickets/viewer.ts';
import { differences, newFields } from './changes.ts';
import type { DeclaredBoard } from './schema.ts';
import type { Place } from './source.ts';
import { at, change, type Step } from './step.ts';

/** Creates and renames boards, and adds members to them. Boards are never removed, because tickets are on them. */
export async function applyBoards(step: Step): Promise<void> {
  for (const [index, board] of (step.declared.boards ?? []).entries()) {
    const place = [...step.place, 'boards', index];
    const id = await at(step, [...place, 'key'], () => applyBoard(step, board));
    if (board.members !== undefined) await applySeats(step, { ...board, members: board.members, id }, place);
  }
}

/** Returns the board's ID. */
async function applyBoard(step: Step, { key, name }: DeclaredBoard): Promise<string> {
  const { trx, from, organization } = step;
  const viewer: Viewer = { organizationId: organization.id, userId: '', role: 'ADMIN' };
  const current = await findVisibleBoardByKey(trx, viewer, key);
  if (!current) {
    const { id } = await createBoard(trx, organization.id, from, { key, name });
    step.record({ action: 'create', kind: 'board', name: key, fields: newFields({ name }) });
    return id;
  }
  const fields = differences(current, { name: name.trim() });
  await change(step, { kind: 'board', name: key, fields }, () =>
    renameBoard(trx, from, viewer, current.id, name),
  );
  return current.id;
}

type Seats = { readonly id: string; readonly key: string; readonly members: readonly string[] };

/** Adds the declared members to a board, and with --prune removes the others. */
async function applySeats(step: Step, { id, key, members }: Seats, place: Place): Promise<void> {
  const { trx, from, organization } = step;
  const before = await allBoardMembers(trx, organization.id, id);
  const wanted = new Set<string>();
  for (const [index, email] of members.entries()) {
    const at = [...place, 'members', index];
    const member = await findMemberByEmail(trx, organization.id, email);
    if (!member)
      throw step.source.failure(at, `no member ${email} in ${organization.slug}; declare them under members`);
    if (wanted.has(member.id)) throw step.source.failure(at, `member ${email} is declared twice`);
    wanted.add(member.id);
    if (before.some((other) => other.id === member.id)) {
      step.unchanged();
      continue;
    }
    await addBoardMember(trx, organization.id, from, id, member.id);
    step.record({ action: 'create', kind: 'board member', name: `${key} ${member.email}`, fields: {} });
  }
  if (!step.prune) return;
  for (const other of before.filter((one) => !wanted.has(one.id))) {
    await removeBoardMember(trx, organization.id, from, id, other.id);
    step.record({ action: 'remove', kind: 'board member', name: `${key} ${other.email}`, fields: {} });
  }
}
