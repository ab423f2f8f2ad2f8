import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { classNames } from '../class-names.ts';

const styles = {
  info: { box: 'bg-accent-soft', icon: 'text-accent', Icon: Info },
  warning: { box: 'bg-warn-soft', icon: 'text-warn', Icon: TriangleAlert },
  danger: { box: 'bg-danger-soft', icon: 'text-danger', Icon: CircleAlert },
} as const;

type Props = {
  readonly tone: keyof typeof styles;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Called by the dismiss button, which is shown only if this is given. */
  readonly onDismiss?: () => void;
};

/** A message in its place on the page. Screen readers announce the tone "danger" immediately. */
export function Banner({ tone, title, children, action, onDismiss }: Props) {
  const { box, icon, Icon } = styles[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={classNames('flex gap-3 rounded-lg p-3', box)}
    >
      <Icon aria-hidden="true" className={classNames('mt-0.5 size-4 shrink-0', icon)} />
      <div className="grid min-w-0 flex-1 gap-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="break-words">{children}</div>}
        {action && <div className="pt-1">{action}</div>}
      </div>
      {onDismiss && (
        <Button variant="quiet" size="icon" aria-label="Dismiss" className="-m-1.5" onClick={onDismiss}>
          <X aria-hidden="true" className="size-4" />
        </Button>
      )}
    </div>
  );
}
