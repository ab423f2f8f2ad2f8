import { Button } from '../button.tsx';

type Props = {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly children?: string;
};

/** Loads the next page of a list. Renders nothing on the last one. */
export function MoreButton({ list, children = 'Show more' }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <Button
      className="justify-self-center"
      pending={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {children}
    </Button>
  );
}
