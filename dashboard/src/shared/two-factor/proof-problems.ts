import { isApiError, tooMany } from '../../api/errors.ts';
import { type FormProblems, formProblems } from '../forms/form-problems.ts';

/** Sorts a refusal to its field: a wrong current password and a wrong code have codes of their own. */
export function proofProblems(error: unknown, known: readonly string[]): FormProblems {
  if (isApiError(error, 'invalid_credentials')) {
    return { fields: { currentPassword: error.message }, form: null };
  }
  if (isApiError(error, 'two_factor_invalid')) return { fields: { code: error.message }, form: null };
  if (isApiError(error, 'rate_limited')) {
    return { fields: {}, form: tooMany(error, 'Too many attempts.') };
  }
  return formProblems(error, known);
}

/** What is left to fill in, by field: a code and the current password are never empty. */
export function emptyProofs(
  proofs: Readonly<Partial<Record<'currentPassword' | 'code', string>>>,
): Readonly<Record<string, string>> {
  return {
    ...(proofs.currentPassword === '' ? { currentPassword: 'Enter your current password.' } : {}),
    ...(proofs.code?.trim() === '' ? { code: 'Enter the code.' } : {}),
  };
}
