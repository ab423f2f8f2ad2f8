import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, type ButtonLook } from './button.tsx';
import { copyText } from './copy.ts';

/** Milliseconds that "Copied" stays. */
const shownFor = 2_000;

type Props = ButtonLook & {
  readonly text: string;
  /** What is copied, for screen readers where several buttons say "Copy". */
  readonly label?: string;
  /** Only the sign; `label` is its name. */
  readonly iconOnly?: boolean;
  readonly onCopied?: () => void;
};

/** Copies a text and says that it has. */
export function CopyButton({ text, label, iconOnly = false, onCopied, variant, size }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), shownFor);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    const isCopied = await copyText(text, button.current);
    setState(isCopied ? 'copied' : 'failed');
    if (isCopied) onCopied?.();
  };
  const Icon = state === 'copied' ? Check : Copy;
  const words = { idle: 'Copy', copied: 'Copied', failed: 'Select it and copy' }[state];
  return (
    <>
      <Button
        ref={button}
        variant={variant ?? 'secondary'}
        size={size ?? (iconOnly ? 'icon' : 'sm')}
        aria-label={label}
        onClick={() => void copy()}
      >
        <Icon aria-hidden="true" className="size-4" />
        {!iconOnly && words}
      </Button>
      <span role="status" className="sr-only">
        {state === 'idle' ? '' : words}
      </span>
    </>
  );
}
