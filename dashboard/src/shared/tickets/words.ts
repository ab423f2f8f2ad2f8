import type { Priority, Sort, Status } from '../../api/tickets/types.ts';

type Word<Value extends string> = { readonly value: Value; readonly label: string };

/** The statuses in the order of work. */
export const statuses: readonly Word<Status>[] = [
  { value: 'TODO', label: 'To do' },
  { value: 'IN_PROGRESS', label: 'In progress' },
  { value: 'DONE', label: 'Done' },
];

/** The priorities, the most urgent first. */
export const priorities: readonly Word<Priority>[] = [
  { value: 'URGENT', label: 'Urgent' },
  { value: 'HIGH', label: 'High' },
  { value: 'MEDIUM', label: 'Medium' },
  { value: 'LOW', label: 'Low' },
];

/** The orders of a list. */
export const sorts: readonly Word<Sort>[] = [
  { value: 'newest', label: 'Newest' },
  { value: 'oldest', label: 'Oldest' },
  { value: 'updated', label: 'Recently updated' },
  { value: 'priority', label: 'Priority' },
];

/** Returns the value if it is one of the words. */
export function knownValue<Value extends string>(
  words: readonly Word<Value>[],
  text: string | null,
): Value | undefined {
  return words.find(({ value }) => value === text)?.value;
}

/** Returns the label of a value. */
export function labelOf<Value extends string>(words: readonly Word<Value>[], value: Value): string {
  return words.find((word) => word.value === value)?.label ?? value;
}
