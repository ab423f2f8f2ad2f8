import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';

type Props = {
  readonly id: string;
  readonly isActive: boolean;
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
  readonly onActive: () => void;
  readonly children: ReactNode;
};

/** An option of a list whose field has the focus and its keys. */
export function ListOption({ id, isActive, isDisabled = false, onChoose, onActive, children }: Props) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={isDisabled || undefined}
      className={classNames(
        'flex min-h-9 items-center gap-3 rounded-md px-2 py-1 pointer-coarse:min-h-11',
        isDisabled ? 'cursor-not-allowed text-muted' : 'cursor-pointer',
        isActive && 'bg-accent-soft',
      )}
      onPointerMove={() => isActive || onActive()}
      onClick={() => isDisabled || onChoose()}
    >
      {children}
    </div>
  );
}
