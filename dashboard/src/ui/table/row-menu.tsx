import { Fragment, useRef } from 'react';
import { Menu, MenuItem, MenuLine } from '../menu.tsx';
import type { ActionsOfRow, RowAction } from './row-action.ts';
import { RowMenuTrigger } from './row-menu-trigger.tsx';

/** The menu of a row's actions. Opens as it is loaded. */
export function RowMenu(row: ActionsOfRow) {
  const trigger = useRef<HTMLButtonElement>(null);
  const select = (action: RowAction) => {
    // A dialog that it opens gives the focus back to what had it: not to an item that is gone by then.
    trigger.current?.focus({ preventScroll: true });
    action.onSelect();
  };
  return (
    <Menu defaultOpen trigger={<RowMenuTrigger ref={trigger} row={row} />}>
      {row.actions.map((action) => (
        <Fragment key={action.label}>
          {action.apart && <MenuLine />}
          <MenuItem
            danger={action.tone === 'caution'}
            disabled={action.pending ?? false}
            onSelect={() => select(action)}
          >
            {action.label}
          </MenuItem>
        </Fragment>
      ))}
    </Menu>
  );
}
