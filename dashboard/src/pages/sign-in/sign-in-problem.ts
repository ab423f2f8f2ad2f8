import { isApiError, waitOf } from '../../api/errors.ts';
import type { FormProblems } from '../../api/form-problems.ts';

/** What a refused sign-in says where it has words of its own; else the problems as they are. */
export function signInProblem(error: unknown, problems: FormProblems): FormProblems {
  if (isApiError(error, 'rate_limited')) {
    return { fields: {}, form: `Too many tries at this password. Try again in ${waitOf(error)}.` };
  }
  if (isApiError(error, 'two_factor_invalid')) return { fields: { code: error.message }, form: null };
  return problems;
}
