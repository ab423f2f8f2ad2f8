import { classNames } from './class-names.ts';

/** Whether the Command key has the role that Control has elsewhere. */
const isApple = /mac|iphone|ipad/i.test(navigator.platform);
const names: Readonly<Record<string, string>> = {
  mod: isApple ? '⌘' : 'Ctrl',
  enter: '↵',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

type Props = {
  /** The keys to press, together or one after the other; `mod` is Command or Control. */
  readonly keys: readonly string[];
  readonly className?: string;
};

/** Keys of the keyboard. */
export function Keys({ keys, className }: Props) {
  return (
    <span className={classNames('inline-flex shrink-0 gap-1', className)}>
      {keys.map((key) => (
        <kbd
          key={key}
          className="grid h-5 min-w-5 place-items-center rounded border border-line bg-canvas px-1 font-sans text-muted text-xs"
        >
          {names[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  );
}
