import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../class-names.ts';
import { useTopLayer } from '../hooks/use-top-layer.ts';

type Props = {
  /** What the button shows. */
  readonly label: ReactNode;
  readonly className?: string;
  /** The content of the hint. */
  readonly children: ReactNode;
};

/** A small button that shows more on hover, on focus and on a tap. Escape hides it. */
export function Hint({ label, className, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const show = () => setOpen(true);
  const hide = () => setOpen(false);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOpen]);
  return (
    // The hint is inside, so that it stays open while the pointer is over it.
    <span className="inline-flex" onPointerEnter={show} onPointerLeave={hide}>
      <button
        ref={button}
        type="button"
        aria-describedby={isOpen ? id : undefined}
        className={classNames('cursor-help! text-left', className)}
        onFocus={show}
        onBlur={hide}
        onClick={show}
      >
        {label}
      </button>
      {isOpen && (
        <Bubble id={id} of={button.current}>
          {children}
        </Bubble>
      )}
    </span>
  );
}

type BubbleProps = {
  readonly id: string;
  readonly of: HTMLElement | null;
  readonly children: ReactNode;
};

function Bubble({ id, of, children }: BubbleProps) {
  const bubble = useRef<HTMLDivElement>(null);
  useTopLayer(bubble, of, 'hint');
  return (
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      popover="manual"
      className="fixed m-0 max-w-[min(22rem,calc(100vw-16px))] rounded-lg border border-line bg-raised p-3 text-left font-normal text-ink text-sm shadow-lg"
    >
      {children}
    </div>
  );
}
