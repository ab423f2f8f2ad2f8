import type { ChangeOrigin } from '../../../contract/change-origin.ts';
import { SpedyError } from '../../../contract/errors.ts';
import type { Hooks } from '../../../contract/hooks.ts';
import type { Organization } from '../../../principals/principal.ts';
import type { Transaction } from '../../../storage/database.ts';
import type { Change, FieldChange } from './changes.ts';
import type { DeclaredOrganization } from './schema.ts';
import type { Place, Source } from './source.ts';

/** What the steps of one organization share. All of them run in one transaction. */
export type Step = {
  readonly trx: Transaction;
  readonly from: ChangeOrigin;
  readonly hooks: Pick<Hooks, 'memberRemoved'>;
  readonly source: Source;
  /** Where the organization is in the file. */
  readonly place: Place;
  readonly declared: DeclaredOrganization;
  readonly organization: Pick<Organization, 'id' | 'slug'>;
  /** Whether members and seats that are not declared are removed. */
  readonly prune: boolean;
  readonly record: (change: Omit<Change, 'organization'>) => void;
  readonly unchanged: () => void;
};

/** Makes a change if fields differ, and records it. */
export async function change(
  step: Step,
  { kind, name, fields }: Pick<Change, 'kind' | 'name'> & { readonly fields: Record<string, FieldChange> },
  make: () => Promise<unknown>,
): Promise<void> {
  if (Object.keys(fields).length === 0) return step.unchanged();
  await make();
  step.record({ action: 'change', kind, name, fields });
}

/**
 * Runs what a rule may reject.
 * @throws CommandFailure with the place of what was rejected
 */
export async function at<Result>(
  { source }: Pick<Step, 'source'>,
  place: Place,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SpedyError) throw source.failure(place, error.message);
    throw error;
  }
}
