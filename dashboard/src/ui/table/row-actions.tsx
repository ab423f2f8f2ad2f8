import { useState } from 'react';
import { Button } from '../button.tsx';
import { lazyFile } from '../lazy-file.ts';
import { LazyPart } from '../lazy-part.tsx';
import type { ActionsOfRow } from './row-action.ts';
import { RowMenuTrigger } from './row-menu-trigger.tsx';

export type { RowAction } from './row-action.ts';

type Props = ActionsOfRow & {
  /** `always` shows a menu at every width, for rows with many actions. */
  readonly menu?: 'always';
};

const menuFile = lazyFile(() => import('./row-menu.tsx'));

/**
 * A row's actions, for a column of the kind `actions`: buttons where they fit and on cards, otherwise a menu.
 * Both are in the document and the table's frame selects one, so that resizing does not close an open menu or
 * move the focus.
 */
export function RowActions({ menu, ...row }: Props) {
  if (row.actions.length === 0) return null;
  if (menu === 'always') return <RowMenuButton {...row} />;
  return (
    <>
      <div className="flex flex-wrap gap-2 group-data-menu/table:hidden md:flex-nowrap md:gap-1">
        {row.actions.map((action) => (
          <Button
            key={action.label}
            size="sm"
            variant={action.tone ?? 'secondary'}
            pending={action.pending ?? false}
            aria-label={action.name}
            aria-describedby={row.describedBy}
            onClick={action.onSelect}
          >
            {action.label}
          </Button>
        ))}
      </div>
      <div className="hidden group-data-menu/table:block">
        <RowMenuButton {...row} />
      </div>
    </>
  );
}

/** The menu's button. The menu itself is loaded on demand. */
function RowMenuButton(row: ActionsOfRow) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <RowMenuTrigger
      row={row}
      onPointerEnter={menuFile.preload}
      onFocus={menuFile.preload}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <LazyPart file={menuFile} fallback={button} onMissing={() => setWanted(false)}>
      {({ RowMenu }) => <RowMenu {...row} />}
    </LazyPart>
  );
}
