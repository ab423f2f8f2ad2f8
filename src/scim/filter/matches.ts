import { booleanOf } from '../protocol/boolean.ts';
import type { Filter } from './parse.ts';

/** One value of a multi-valued attribute, by its sub-attributes in lower case. */
export type Element = Readonly<Record<string, string | boolean>>;

/** Whether a value of a multi-valued attribute matches the filter in a path such as `emails[type eq "work"]`. */
export function matches(element: Element, filter: Filter): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((one) => matches(element, one));
    case 'or':
      return filter.filters.some((one) => matches(element, one));
    case 'not':
      return !matches(element, filter.filter);
    case 'pr':
      return element[filter.path] !== undefined;
    case 'eq':
      return isEqual(element[filter.path], filter.value);
    case 'ne':
      return !isEqual(element[filter.path], filter.value);
    default:
      return false;
  }
}

function isEqual(own: string | boolean | undefined, given: unknown): boolean {
  if (typeof own === 'boolean') return booleanOf(given) === own;
  return own !== undefined && typeof given === 'string' && own.toLowerCase() === given.toLowerCase();
}
