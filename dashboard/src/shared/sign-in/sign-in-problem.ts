import { isApiError, tooMany } from '../../api/errors.ts';
import { type FormProblems, formProblems } from '../forms/form-problems.ts';

/** Assigns a sign-in error to its field. A required code is not an error, because the form then asks for it. */
export function signInProblem(error: unknown, fields: readonly string[]): FormProblems {
  if (isApiError(error, 'two_factor_required')) return { fields: {}, form: null };
  if (isApiError(error, 'rate_limited')) {
    return { fields: {}, form: tooMany(error, 'Too many attempts to sign in.') };
  }
  if (isApiError(error, 'two_factor_invalid')) return { fields: { code: error.message }, form: null };
  return formProblems(error, fields);
}
