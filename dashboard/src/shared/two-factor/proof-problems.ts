import { isApiError, tooMany } from '../../api/errors.ts';
import { type FormProblems, formProblems } from '../forms/form-problems.ts';

/** Assigns an error to its field. A wrong password and a wrong code have their own error codes. */
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

/** Returns a problem for each empty field. */
export function emptyProofs(
  proofs: Readonly<Partial<Record<'currentPassword' | 'code', string>>>,
): Readonly<Record<string, string>> {
  return {
    ...(proofs.currentPassword === '' ? { currentPassword: 'Enter your current password.' } : {}),
    ...(proofs.code?.trim() === '' ? { code: 'Enter the code.' } : {}),
  };
}
