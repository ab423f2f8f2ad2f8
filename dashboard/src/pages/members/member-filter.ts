import type { MemberFilter } from '../../api/organization/members.ts';
import { roles } from '../../api/organization/roles.ts';

type Get = (name: string, isKnown: (value: string) => boolean) => string | null;
type Values<Name extends keyof MemberFilter> = readonly {
  readonly value: NonNullable<MemberFilter[Name]>;
  readonly label: string;
}[];

export const states: Values<'state'> = [
  { value: 'active', label: 'Active' },
  { value: 'deactivated', label: 'Deactivated' },
];
export const factors: Values<'secondFactor'> = [
  { value: 'set', label: 'Set up' },
  { value: 'none', label: 'None' },
];
export const roleOptions: Values<'role'> = roles.map(({ value, label }) => ({ value, label }));
export const sorts: Values<'sort'> = [
  { value: 'name', label: 'Name' },
  { value: '-name', label: 'Name, Z to A' },
  { value: 'createdAt', label: 'Joined first' },
  { value: '-createdAt', label: 'Joined last' },
  { value: '-lastSeenAt', label: 'Seen last' },
  { value: 'lastSeenAt', label: 'Not seen for longest' },
];

/** As in the API. */
const searchLength = 200;

/** Reads the filter from the page's address. Ignores invalid values. */
export function filterOf(get: Get): MemberFilter {
  const search = get('search', (value) => value.trim() !== '' && value.length <= searchLength);
  const role = chosenOf(get, 'role', roleOptions);
  const state = chosenOf(get, 'state', states);
  const secondFactor = chosenOf(get, 'secondFactor', factors);
  const sort = chosenOf(get, 'sort', sorts) ?? 'name';
  return {
    ...(search === null ? {} : { search }),
    ...(role === null ? {} : { role }),
    ...(state === null ? {} : { state }),
    ...(secondFactor === null ? {} : { secondFactor }),
    sort,
  };
}

/** Whether a filter leaves members out. */
export function isFiltered({ sort: _sort, ...filter }: MemberFilter): boolean {
  return Object.keys(filter).length > 0;
}

function chosenOf<Value extends string>(
  get: Get,
  name: string,
  options: readonly { readonly value: Value }[],
): Value | null {
  const text = get(name, (value) => options.some((option) => option.value === value));
  return options.find(({ value }) => value === text)?.value ?? null;
}
