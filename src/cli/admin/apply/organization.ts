import { ownOrigin } from '../../../contract/change-origin.ts';
import type { Hooks } from '../../../contract/hooks.ts';
import { changeOrganization, setPlan } from '../../../organizations/change-organization.ts';
import { createOrganization } from '../../../organizations/create-organization.ts';
import { findOrganization, findOrganizationBySlug } from '../../../organizations/queries.ts';
import { parseOrganization } from '../../../principals/organization-row.ts';
import type { Organization } from '../../../principals/principal.ts';
import { deleteSetupLinks } from '../../../setup/queries.ts';
import { type Database, inTransaction, type Transaction } from '../../../storage/database.ts';
import { applyBoards } from './boards.ts';
import { type Change, differences, newFields, type Plan } from './changes.ts';
import { applyMembers, pruneMembers } from './members.ts';
import type { Declarations } from './read-file.ts';
import type { DeclaredOrganization } from './schema.ts';
import { at, change, type Step } from './step.ts';

type Options = {
  readonly now: number;
  readonly prune: boolean;
  readonly hooks: Pick<Hooks, 'memberRemoved'>;
  /** Called before the commit. If it throws, nothing is changed. */
  readonly confirm: (plan: Plan) => void;
};

/** Undoes a transaction whose result is wanted. */
class DryRun extends Error {}

/**
 * Finds out what applying an organization would change: it applies it with all rules, and undoes it.
 * @throws CommandFailure as `applyOrganization`
 */
export async function planOrganization(
  db: Database,
  file: Declarations,
  index: number,
  options: Omit<Options, 'confirm'>,
): Promise<Plan> {
  let found: Plan | undefined;
  const confirm = (plan: Plan) => {
    found = plan;
    throw new DryRun();
  };
  await applyOrganization(db, file, index, { ...options, confirm }).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
  return found ?? { changes: [], unchanged: 0 };
}

/**
 * Makes an organization as it is declared, in one transaction, with the rules of the API and the operator's commands.
 * @throws CommandFailure with the place in the file of what a rule rejects
 */
export function applyOrganization(
  db: Database,
  { source, organizations }: Declarations,
  index: number,
  { now, prune, hooks, confirm }: Options,
): Promise<Plan> {
  const declared = organizations[index] as DeclaredOrganization;
  return inTransaction(db, async (trx) => {
    const changes: Change[] = [];
    let unchanged = 0;
    const base = {
      trx,
      from: ownOrigin('operator', now),
      hooks,
      source,
      place: ['organizations', index],
      declared,
      prune,
      record: (made: Omit<Change, 'organization'>) => changes.push({ organization: declared.slug, ...made }),
      unchanged: () => {
        unchanged += 1;
      },
    };
    const existing = await findExisting(trx, base, declared.slug);
    const organization = existing ?? (await create(base));
    const step: Step = { ...base, organization };
    if (existing) await applyFields(step, existing);
    await applyMembers(step);
    await applyBoards(step);
    await pruneMembers(step);
    const plan = { changes, unchanged };
    confirm(plan);
    return plan;
  });
}

type Base = Omit<Step, 'organization'>;

async function findExisting(
  trx: Transaction,
  { source, place }: Base,
  slug: string,
): Promise<Organization | null> {
  const row = await findOrganizationBySlug(trx, slug);
  if (!row) return null;
  if (row.deletedAt === null) return parseOrganization(row);
  throw source.failure(
    [...place, 'slug'],
    `${slug} is deleted; restore it first with: spedy admin org restore ${slug}`,
  );
}

/** Creates an organization with its policy. It needs a plan and an administrator. */
async function create({ trx, from, source, place, declared, record }: Base): Promise<Organization> {
  const { slug, name = slug, plan, policy, members = [] } = declared;
  const slugPlace = [...place, 'slug'];
  if (plan === undefined) throw source.failure(slugPlace, `the new organization ${slug} needs a plan`);
  if (!members.some(({ role, state }) => role === 'ADMIN' && state !== 'deactivated'))
    throw source.failure(slugPlace, `the new organization ${slug} needs a member with the role ADMIN`);
  const { id } = await at({ source }, slugPlace, () => createOrganization(trx, from, { slug, name, plan }));
  await deleteSetupLinks(trx);
  if (policy) await at({ source }, [...place, 'policy'], () => changeOrganization(trx, id, from, { policy }));
  record({
    action: 'create',
    kind: 'organization',
    name: slug,
    fields: newFields({ name, plan, ...prefixed(policy) }),
  });
  return parseOrganization(await findOrganization(trx, id));
}

async function applyFields(step: Step, current: Organization): Promise<void> {
  const { trx, from, declared, place } = step;
  const { name, plan, policy } = declared;
  const wanted = { name: name?.trim(), plan, ...prefixed(policy) };
  const fields = differences({ ...current, ...prefixed(current.policy) }, wanted);
  await change(step, { kind: 'organization', name: current.slug, fields }, async () => {
    if (plan !== undefined) await setPlan(trx, current.id, from, plan);
    const request = { ...(name === undefined ? {} : { name }), ...(policy === undefined ? {} : { policy }) };
    await at(step, [...place, policy === undefined ? 'name' : 'policy'], () =>
      changeOrganization(trx, current.id, from, request),
    );
  });
}

/** `maxLifetimeDays` becomes `policy.maxLifetimeDays`. */
function prefixed(policy: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(policy).map(([field, value]) => [`policy.${field}`, value]));
}
