import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Spinner } from './feedback/spinner.tsx';

const styles = {
  primary: 'bg-accent text-accent-ink border-transparent hover:bg-accent/90',
  secondary: 'bg-raised text-ink border-line-strong/50 hover:border-line-strong hover:bg-canvas',
  danger: 'bg-danger-solid text-on-danger border-transparent hover:bg-danger-solid/90',
  /** Opens the confirmation of a dangerous action. */
  caution: 'bg-raised text-danger border-line-strong/50 hover:border-danger hover:bg-danger-soft',
  quiet: 'bg-transparent text-muted border-transparent hover:bg-line/60 hover:text-ink',
} as const;
const sizes = {
  md: 'h-9 px-3.5 pointer-coarse:h-11',
  sm: 'h-8 px-2.5 pointer-coarse:h-10',
  icon: 'size-8 pointer-coarse:size-10',
} as const;

export type ButtonStyle = { readonly variant?: keyof typeof styles; readonly size?: keyof typeof sizes };

const shape = 'motion inline-flex select-none items-center gap-2 rounded-md border font-medium';

/** Returns the classes of a button, also for links that look like one. */
export function buttonClasses({ variant = 'secondary', size = 'md' }: ButtonStyle = {}): string {
  return classNames(
    shape,
    'shrink-0 justify-center whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-50',
    styles[variant],
    sizes[size],
  );
}

/** Returns the classes of a link that looks like a button and may have several lines, for names of any length. */
export function wideLinkClasses({ variant = 'secondary' }: Pick<ButtonStyle, 'variant'> = {}): string {
  return classNames(
    shape,
    'min-h-9 min-w-0 px-3.5 py-1.5 [overflow-wrap:anywhere] pointer-coarse:min-h-11',
    styles[variant],
  );
}

type Props = Omit<ComponentProps<'button'>, 'children'> &
  ButtonStyle & {
    /** While true, the button keeps its focus and ignores clicks. */
    readonly pending?: boolean;
    readonly children: ReactNode;
  };

/** A button. While its action is pending, clicks have no effect. */
export function Button({
  variant,
  size,
  pending = false,
  className,
  onClick,
  type,
  children,
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      className={classNames(
        buttonClasses({ variant: variant ?? 'secondary', size: size ?? 'md' }),
        pending && 'opacity-80',
        className,
      )}
      onClick={(event) => (pending ? event.preventDefault() : onClick?.(event))}
    >
      {pending && <Spinner />}
      {children}
    </button>
  );
}
