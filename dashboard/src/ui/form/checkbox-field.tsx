import type { ComponentProps } from 'react';
import { Choice } from './choice.tsx';

/** A yes or no, with its label beside it. */
export function CheckboxField(props: Omit<ComponentProps<typeof Choice>, 'type'>) {
  return <Choice {...props} type="checkbox" />;
}
