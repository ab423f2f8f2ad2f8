import { parseEmail } from '../../../contract/text.ts';
import { changeMember, createMember } from '../../../members/members.ts';
import { allMembers, findMemberByEmail } from '../../../members/queries.ts';
import { removeMember } from '../../../members/remove-member.ts';
import { emailKey } from '../../../storage/email-key.ts';
import { differences, newFields } from './changes.ts';
import type { DeclaredMember } from './schema.ts';
import { at, change, type Step } from './step.ts';

/**
 * Creates and changes members. Administrators come first, so that an organization can exchange its only one. New members
 * have no password: they get a link, or sign in with their identity provider.
 */
export async function applyMembers(step: Step): Promise<void> {
  const { members } = step.declared;
  if (members === undefined) return;
  const places = members.map((member, index) => ({ member, place: [...step.place, 'members', index] }));
  const isAdmin = ({ member }: (typeof places)[number]) =>
    member.role === 'ADMIN' && member.state !== 'deactivated';
  for (const { member, place } of [...places.filter(isAdmin), ...places.filter((one) => !isAdmin(one))])
    await at(step, [...place, 'email'], () => applyMember(step, member));
}

async function applyMember(step: Step, { email, name, role, state }: DeclaredMember): Promise<void> {
  const { trx, from, organization } = step;
  const current = await findMemberByEmail(trx, organization.id, parseEmail('email', email).email);
  if (current) {
    const fields = differences(current, { name, role, state });
    const request = {
      role,
      ...(name === undefined ? {} : { name }),
      ...(state === undefined ? {} : { state }),
    };
    return change(step, { kind: 'member', name: current.email, fields }, () =>
      changeMember(trx, organization.id, from, current.id, request),
    );
  }
  const created = { email, name: name ?? email.replace(/@.*/, ''), role };
  const { id } = await createMember(trx, organization.id, from, { ...created, passwordHash: null });
  if (state === 'deactivated') await changeMember(trx, organization.id, from, id, { state });
  const fields = newFields({ name: created.name, role, state });
  step.record({ action: 'create', kind: 'member', name: email, fields });
}

/** Removes the members that are not declared, if the file has a list of members. */
export async function pruneMembers(step: Step): Promise<void> {
  const { members } = step.declared;
  if (!step.prune || members === undefined) return;
  const { trx, from, organization, hooks } = step;
  const declared = new Set(members.map(({ email }) => emailKey(email)));
  const undeclared = (await allMembers(trx, organization.id, null)).filter(
    ({ email }) => !declared.has(emailKey(email)),
  );
  for (const { id, email, role } of undeclared) {
    await at(step, [...step.place, 'members'], () =>
      removeMember(trx, organization.id, from, id, hooks.memberRemoved),
    );
    step.record({ action: 'remove', kind: 'member', name: email, fields: newFields({ role }) });
  }
}
