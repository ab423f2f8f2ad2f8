import type { Token } from '../../../api/account/tokens.ts';
import type { TokenSort, TokenState } from '../../../shared/tokens/token-states.ts';

const day = 86_400_000;
/** A token is expiring in its last days, and unused after days without a request. As in the organization's list. */
const expiringDays = 30;
const unusedDays = 90;

export type OwnFilter = {
  readonly state: Exclude<TokenState, 'inactive'>;
  readonly search: string;
  readonly sort: TokenSort;
};
type Now = { readonly now: number; readonly arePaused: boolean };

/** Returns the member's active tokens that match a filter, in its order. */
export function matching(tokens: readonly Token[], filter: OwnFilter, at: Now): readonly Token[] {
  const searched = folded(filter.search);
  return tokens
    .filter((token) => isInState(token, filter.state, at) && (searched === '' || isFound(token, searched)))
    .toSorted(orders[filter.sort]);
}

function isInState(token: Token, state: OwnFilter['state'], { now, arePaused }: Now): boolean {
  switch (state) {
    case 'active':
      return true;
    case 'expiring':
      return token.expiresAt !== null && Date.parse(token.expiresAt) <= now + expiringDays * day;
    case 'unused':
      return lastActivity(token) <= now - unusedDays * day;
    case 'paused':
      return arePaused;
  }
}

/** Searches the name and the last four characters. A pasted ID finds its token, too. */
function isFound({ name, hint, id }: Token, searched: string): boolean {
  return folded(name).includes(searched) || folded(hint).includes(searched) || id === searched;
}

function folded(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase().trim();
}

/** One for all, because creating it for each comparison takes longer than comparing. */
const names = new Intl.Collator(undefined, { numeric: true });

type Order = (one: Token, other: Token) => number;
const byCreation: Order = (one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt);
const byActivity: Order = (one, other) => lastActivity(one) - lastActivity(other);

const orders: Readonly<Record<TokenSort, Order>> = {
  '-createdAt': (one, other) => byCreation(other, one),
  createdAt: byCreation,
  name: (one, other) => names.compare(one.name, other.name),
  '-lastUsedAt': (one, other) => byUse(other, one),
  lastUsedAt: byActivity,
  expiresAt: (one, other) => endOf(one) - endOf(other),
};

/** Tokens that were never used come last if this is turned around. */
function byUse(one: Token, other: Token): number {
  return timeOf(one.lastUsedAt, 0) - timeOf(other.lastUsedAt, 0);
}

function lastActivity({ lastUsedAt, createdAt }: Token): number {
  return timeOf(lastUsedAt, Date.parse(createdAt));
}

function endOf({ expiresAt }: Token): number {
  return timeOf(expiresAt, Number.MAX_SAFE_INTEGER);
}

function timeOf(at: string | null, without: number): number {
  return at === null ? without : Date.parse(at);
}
