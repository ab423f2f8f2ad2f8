import { ApiError, explain } from '../../api/errors.ts';

/** The problems to show after a form was rejected: at its fields, and above the form. */
export type FormProblems = {
  readonly fields: Readonly<Record<string, string>>;
  readonly form: string | null;
};

const none: FormProblems = { fields: {}, form: null };

/**
 * Assigns an error to the fields it names. Anything else is shown above the form.
 * @param known the field names in the API, such as `name` or `policy.maxLifetimeDays`
 */
export function formProblems(error: unknown, known: readonly string[]): FormProblems {
  if (error === null || error === undefined) return none;
  if (!(error instanceof ApiError)) return { fields: {}, form: explain(error) };
  const ofFields = error.details.filter(({ path }) => known.includes(path));
  const fields = Object.fromEntries(ofFields.map(({ path, message }) => [path, sentence(message)]));
  const allShown = ofFields.length > 0 && ofFields.length === error.details.length;
  return { fields, form: allShown ? null : explain(error) };
}

function sentence(message: string): string {
  const capital = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
