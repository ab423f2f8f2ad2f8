import { isApiError, tooMany } from '../../api/errors.ts';
import type { FormProblems } from '../../api/form-problems.ts';

/** What a refused sign-in says where it has words of its own; else the problems as they are. */
export function signInProblem(error: unknown, problems: FormProblems): FormProblems {
  if (isApiError(error, 'rate_limited')) {
    return { fields: {}, form: tooMany(error, 'Too many attempts to sign in.') };
  }
  if (isApiError(error, 'two_factor_invalid')) return { fields: { code: error.message }, form: null };
  return problems;
}
