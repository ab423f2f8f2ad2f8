import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ComboboxOption, Found } from './option-popup.tsx';

type Shown = {
  /** Options that are offered before those that were found. */
  readonly first: readonly ComboboxOption[];
  readonly found: readonly ComboboxOption[];
  /** Whether the search is still being typed. */
  readonly isTyping: boolean;
  readonly problem: string | null;
};

/** Returns what a field shows of a search that grows page by page. */
export function foundOf(list: UseInfiniteQueryResult, { first, found, isTyping, problem }: Shown): Found {
  const isFailed = problem !== null;
  return {
    options: isFailed ? first : [...first, ...found],
    isPending: !isFailed && (isTyping || list.isPending || list.isPlaceholderData),
    problem,
    hasMore: list.hasNextPage && !list.isPlaceholderData,
    onMore: () => {
      if (!list.isFetchingNextPage) void list.fetchNextPage();
    },
  };
}
