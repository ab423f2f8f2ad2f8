import type { InactiveToken } from '../../api/account/inactive-tokens.ts';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/text/time.tsx';
import { EndedBy, EndReason } from './inactive-end.tsx';
import { TokenName } from './token-name.tsx';

type Props<Row extends InactiveToken> = {
  readonly caption: string;
  readonly tokens: readonly Row[];
  readonly pathOf: (tokenId: string) => string;
  /** Columns after the name. */
  readonly columns?: readonly Column<Row>[];
};

/** Tokens that no longer work: when each ended, why, and by whom. */
export function InactiveTable<Row extends InactiveToken>({ caption, tokens, pathOf, columns }: Props<Row>) {
  const all: readonly Column<Row>[] = [
    { header: 'Token', kind: 'title', cell: (token) => <TokenName token={token} to={pathOf(token.id)} /> },
    ...(columns ?? []),
    { header: 'Ended', cell: ({ inactive }) => <Time at={inactive.at} /> },
    { header: 'Why', cell: ({ inactive }) => <EndReason inactive={inactive} pathOf={pathOf} /> },
    { header: 'By', cell: ({ inactive }) => <EndedBy by={inactive.by} /> },
  ];
  return <Table caption={caption} columns={all} rows={tokens} keyOf={({ id }) => id} />;
}
