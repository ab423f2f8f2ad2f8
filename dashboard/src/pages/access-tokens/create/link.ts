import type { Scope } from '../../../api/account/tokens.ts';
import type { Policy } from '../../../api/organization/organization.ts';
import { isScope } from '../../../shared/scopes/scope-words.ts';
import { allowsNoExpiry, type Expiry, isWithin } from './expiry.ts';
import type { linkParameters } from './link-parameters.ts';

type Parameter = (typeof linkParameters)[number];

/** What a link fills in, and what it asks for that is not possible. With null, a field keeps its default. */
export type FilledIn = {
  readonly name: string | null;
  readonly description: string | null;
  readonly scopes: readonly Scope[] | null;
  readonly expiry: Expiry | null;
  /** Sentences about what was left out. */
  readonly problems: readonly string[];
};
/** What a link has to respect. */
type Limits = Pick<Policy, 'maxLifetimeDays' | 'expiryRequired'> & { readonly isAdmin: boolean };

/** The maximum lengths of the API, in code points. */
const lengths = { name: 100, description: 500 } as const;
const day = 86_400_000;
/** The longest lifetime, in days. */
const longest = 36_500;
const units: Readonly<Record<string, { readonly days: number; readonly word: string }>> = {
  h: { days: 1 / 24, word: 'hour' },
  d: { days: 1, word: 'day' },
  w: { days: 7, word: 'week' },
  y: { days: 365, word: 'year' },
};

/** Reads what an address fills in. A value that is not valid as a whole fills in nothing and is a problem. */
export function readLink(parameters: URLSearchParams, limits: Limits, now: number): FilledIn {
  const problems: string[] = [];
  const read = <Value>(name: Parameter, parse: (text: string) => Parsed<Value>): Value | null => {
    const values = parameters.getAll(name);
    if (values.length > 1) problems.push(`The link has “${name}” more than once, so it was left out.`);
    const text = values.length === 1 ? (values[0] ?? '').trim() : '';
    if (text === '') return null;
    const parsed = parse(text);
    if ('problem' in parsed) problems.push(parsed.problem);
    return 'problem' in parsed ? null : parsed.value;
  };
  return {
    name: read('name', (text) => parseText('name', text)),
    description: read('description', (text) => parseText('description', text)),
    scopes: read('scopes', (text) => parseScopes(text, limits)),
    expiry: read('expiresIn', (text) => parseExpiry(text, limits, now)),
    problems,
  };
}

type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

function parseText(field: keyof typeof lengths, text: string): Parsed<string> {
  if ([...text].length > lengths[field])
    return {
      problem: `The link's ${field} is longer than ${lengths[field]} characters, so it was left out.`,
    };
  if (/\p{Cc}/u.test(text))
    return { problem: `The link's ${field} contains control characters, so it was left out.` };
  return { value: text };
}

/** Scopes are separated by commas or spaces. */
function parseScopes(text: string, { isAdmin }: Limits): Parsed<readonly Scope[]> {
  const names = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const unknown = names.find((name) => !isScope(name));
  if (unknown !== undefined)
    return {
      problem: `The link asks for “${unknown}”, which is not a scope. Choose the permissions yourself.`,
    };
  if (!isAdmin && names.includes('organization:write'))
    return {
      problem: 'The link asks for organization:write, which needs an admin. Choose the permissions yourself.',
    };
  return { value: names.filter(isScope) };
}

function parseExpiry(text: string, limits: Limits, now: number): Parsed<Expiry> {
  if (text === 'never') {
    if (allowsNoExpiry(limits)) return { value: { kind: 'never' } };
    return { problem: 'The link asks for no expiry, but your organization requires one. Choose an expiry.' };
  }
  const [, count = '', letter = ''] = /^([1-9]\d{0,5})([hdwy])$/.exec(text) ?? [];
  const unit = units[letter];
  const days = Number(count) * (unit?.days ?? 0);
  if (!unit || days > longest)
    return {
      problem: `The link asks for the expiry “${text}”, which is not a number of hours, days, weeks or years, such as 90d. Choose an expiry.`,
    };
  if (!isWithin(limits, now + days * day, now)) {
    const asked = `${count} ${unit.word}${count === '1' ? '' : 's'}`;
    return {
      problem: `The link asks for ${asked}, which is longer than your organization allows. Choose an expiry.`,
    };
  }
  return { value: { kind: 'days', days } };
}
