import type { ComponentProps } from 'react';
import { Choice } from './choice.tsx';

/** A checkbox with its label. */
export function CheckboxField(props: Omit<ComponentProps<typeof Choice>, 'type'>) {
  return <Choice {...props} type="checkbox" />;
}
