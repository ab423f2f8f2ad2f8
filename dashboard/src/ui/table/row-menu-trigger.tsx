import { Ellipsis } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '../button.tsx';
import { classNames } from '../class-names.ts';
import type { ActionsOfRow } from './row-action.ts';

type TriggerProps = Omit<ComponentProps<typeof Button>, 'children'> & { readonly row: ActionsOfRow };

/** The button with three dots; on a card, with text. */
export function RowMenuTrigger({ row, className, ...button }: TriggerProps) {
  return (
    <Button
      aria-haspopup="menu"
      aria-expanded="false"
      {...button}
      size="sm"
      pending={row.actions.some(({ pending }) => pending)}
      aria-label={`Actions for ${row.of}`}
      className={classNames('max-w-full', className)}
    >
      <span className="md:hidden">Actions</span>
      <Ellipsis aria-hidden="true" className="size-4" />
    </Button>
  );
}
