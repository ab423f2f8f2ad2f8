import { useMedia } from '../hooks/use-media.ts';
import { Cards } from './cards.tsx';
import type { TableProps } from './column.ts';
import { WideTable } from './wide-table.tsx';

export type { Column } from './column.ts';

/** A table; on narrow screens, a list of cards with the same content. */
export function Table<Row>(props: TableProps<Row>) {
  return useMedia('(width < 48rem)') ? <Cards {...props} /> : <WideTable {...props} />;
}
