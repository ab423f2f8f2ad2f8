import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { focusProblem } from '../../ui/form/focus-problem.ts';
import { type FormProblems, formProblems } from './form-problems.ts';

type FieldProblems = FormProblems['fields'];

type Options<Entries> = {
  readonly initial: Entries;
  /** The names of the fields as the API has them. */
  readonly fields: readonly string[];
  /** Returns problems with the entries by field, before they are sent. */
  readonly check?: (entries: Entries) => FieldProblems;
  readonly send: (entries: Entries) => void;
  /** The state of the request that `send` makes. */
  readonly request: { readonly error: unknown; readonly isPending: boolean };
  /** Assigns an error of the server to fields; `formProblems` by default. */
  readonly problemsOf?: (error: unknown, fields: readonly string[]) => FormProblems;
  /** A selector for the element that gets the focus if no field has a problem. */
  readonly focusElse?: string;
};

export type Form<Entries> = {
  readonly entries: Entries;
  readonly change: (part: Partial<Entries>) => void;
  /** Problems by field. */
  readonly problems: FieldProblems;
  /** The problem with the form as a whole. */
  readonly problem: string | null;
  readonly isPending: boolean;
  /** The props of the form element. */
  readonly props: {
    readonly ref: RefObject<HTMLFormElement | null>;
    readonly noValidate: true;
    readonly onSubmit: (event: FormEvent) => void;
  };
};

/**
 * The state of a form that makes one request: its entries, its problems, and whether it is being sent. The
 * first field with a problem gets the focus. A change clears the problems that `check` found.
 */
export function useForm<Entries extends object>(options: Options<Entries>): Form<Entries> {
  const { initial, fields, check, send, request, problemsOf = formProblems, focusElse } = options;
  const [entries, setEntries] = useState(initial);
  const [found, setFound] = useState<FieldProblems>({});
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (request.error) focusProblem(ref.current, focusElse);
  }, [request.error, focusElse]);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const problems = check?.(entries) ?? {};
    setFound(problems);
    if (Object.keys(problems).length > 0) return focusProblem(ref.current, focusElse);
    if (!request.isPending) send(entries);
  };
  const refused = problemsOf(request.error, fields);
  return {
    entries,
    change: (part) => {
      setEntries((before) => ({ ...before, ...part }));
      setFound({});
    },
    problems: { ...refused.fields, ...found },
    problem: refused.form,
    isPending: request.isPending,
    props: { ref, noValidate: true, onSubmit },
  };
}
