import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, type ButtonStyle } from './button.tsx';
import { copyText } from './copy.ts';

/** How long "Copied" is shown, in milliseconds. */
const shownFor = 2_000;

type Props = ButtonStyle & {
  readonly text: string;
  /** The name for screen readers, if several buttons say "Copy". */
  readonly label?: string;
  /** The button's text, "Copy" by default. */
  readonly caption?: string;
  /** Shows only the icon; `label` is its name. */
  readonly iconOnly?: boolean;
  readonly onCopied?: () => void;
};

/** Copies a text and confirms it. */
export function CopyButton({
  text,
  label,
  caption = 'Copy',
  iconOnly = false,
  onCopied,
  variant,
  size,
}: Props) {
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
  const copyLabel = { idle: caption, copied: 'Copied', failed: 'Copy it manually' }[state];
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
        {!iconOnly && copyLabel}
      </Button>
      <span role="status" className="sr-only">
        {state === 'idle' ? '' : copyLabel}
      </span>
    </>
  );
}
