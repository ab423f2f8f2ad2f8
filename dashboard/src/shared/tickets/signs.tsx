import {
  ChevronDown,
  ChevronsUp,
  ChevronUp,
  Circle,
  CircleCheck,
  CircleDotDashed,
  type LucideIcon,
  Minus,
} from 'lucide-react';
import type { Priority, Status } from '../../api/tickets/types.ts';
import { classNames } from '../../ui/class-names.ts';
import { labelOf, priorities, statuses } from './words.ts';

const statusSigns: Readonly<Record<Status, readonly [LucideIcon, string]>> = {
  TODO: [Circle, 'text-muted'],
  IN_PROGRESS: [CircleDotDashed, 'text-warn'],
  DONE: [CircleCheck, 'text-good'],
};
const prioritySigns: Readonly<Record<Priority, readonly [LucideIcon, string]>> = {
  URGENT: [ChevronsUp, 'text-danger'],
  HIGH: [ChevronUp, 'text-warn'],
  MEDIUM: [Minus, 'text-muted'],
  LOW: [ChevronDown, 'text-muted'],
};

type Props = {
  /** Whether only screen readers get the text. */
  readonly iconOnly?: boolean;
};

/** A status as an icon with its text. */
export function StatusSign({ status, iconOnly }: Props & { readonly status: Status }) {
  const [Icon, color] = statusSigns[status];
  return <Sign Icon={Icon} color={color} text={labelOf(statuses, status)} iconOnly={iconOnly ?? false} />;
}

/** A priority as an icon with its text. */
export function PrioritySign({ priority, iconOnly }: Props & { readonly priority: Priority }) {
  const [Icon, color] = prioritySigns[priority];
  const label = labelOf(priorities, priority);
  return (
    <Sign
      Icon={Icon}
      color={color}
      text={iconOnly ? `${label} priority` : label}
      iconOnly={iconOnly ?? false}
    />
  );
}

type SignProps = {
  readonly Icon: LucideIcon;
  readonly color: string;
  readonly text: string;
  readonly iconOnly: boolean;
};

function Sign({ Icon, color, text, iconOnly }: SignProps) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={iconOnly ? text : undefined}>
      <Icon aria-hidden="true" className={classNames('size-4 shrink-0', color)} />
      <span className={iconOnly ? 'sr-only' : undefined}>{text}</span>
    </span>
  );
}
