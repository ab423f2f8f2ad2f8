import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { classNames } from './class-names.ts';

const itemClasses =
  'flex h-8 cursor-pointer select-none items-center gap-2.5 rounded-md px-2.5 outline-none pointer-coarse:h-10 ' +
  'data-disabled:cursor-not-allowed data-disabled:opacity-50 data-highlighted:bg-line/60';

/** A menu below a button, the `trigger`. */
export function Menu({
  trigger,
  align = 'end',
  defaultOpen = false,
  children,
}: {
  readonly trigger: ReactNode;
  readonly align?: 'start' | 'end';
  /** Opens immediately, for a menu that was loaded by a click on its button. */
  readonly defaultOpen?: boolean;
  readonly children: ReactNode;
}) {
  return (
    // Not modal, so that the page stays usable and visible to screen readers.
    <DropdownMenu.Root modal={false} defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ItemProps = {
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
};

/** An item of a menu. */
export function MenuItem({ icon, danger = false, disabled = false, onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item
      className={classNames(itemClasses, danger && 'text-danger')}
      disabled={disabled}
      onSelect={onSelect}
    >
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

type LinkProps = {
  readonly icon?: ReactNode;
  readonly to: string;
  /** The page is not one of the dashboard: the browser loads it. */
  readonly reloadDocument?: boolean;
  readonly children: ReactNode;
};

/** An item of a menu that opens a page. */
export function MenuLink({ icon, to, reloadDocument = false, children }: LinkProps) {
  return (
    <DropdownMenu.Item asChild className={itemClasses}>
      <Link to={to} reloadDocument={reloadDocument}>
        {icon}
        {children}
      </Link>
    </DropdownMenu.Item>
  );
}

type ChoiceProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
};

/** A choice within a menu. Choosing keeps the menu open. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value} aria-label={label}>
      <p className="px-2.5 pt-1.5 pb-1 text-muted text-sm">{label}</p>
      <div className="mx-1 mb-1 grid auto-cols-fr grid-flow-col gap-0.5 rounded-md bg-canvas p-0.5">
        {options.map((option) => (
          <DropdownMenu.RadioItem
            key={option.value}
            value={option.value}
            className={
              'cursor-pointer rounded px-2 py-1 text-center text-muted text-sm outline-none data-highlighted:text-ink ' +
              'data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-sm ' +
              'data-highlighted:outline-2 data-highlighted:outline-accent'
            }
            onSelect={(event) => {
              event.preventDefault();
              onChange(option.value);
            }}
          >
            {option.label}
          </DropdownMenu.RadioItem>
        ))}
      </div>
    </DropdownMenu.RadioGroup>
  );
}

/** A separator between groups. */
export function MenuLine() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** Text in a menu, such as the member's name. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 py-1.5">{children}</DropdownMenu.Label>;
}
