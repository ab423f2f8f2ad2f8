import { Fragment, useRef } from 'react';
import { Menu, MenuItem, MenuLine } from '../menu.tsx';
import type { ActionsOfRow, RowAction } from './row-action.ts';
import { RowMenuTrigger } from './row-menu-trigger.tsx';

/** The menu of a row's actions. Opens as soon as it has loaded. */
export function RowMenu(row: ActionsOfRow) {
  const trigger = useRef<HTMLButtonElement>(null);
  const select = (action: RowAction) => {
    // An opened dialog returns the focus to the trigger, because the menu item no longer exists by then.
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
