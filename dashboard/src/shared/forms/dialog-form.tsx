import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { DialogActions, dialogFormClasses } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import type { Form } from './use-form.ts';

type Props = {
  readonly form: Pick<Form<unknown>, 'problem' | 'isPending' | 'props'>;
  /** The label of the button that sends the form. */
  readonly submit: string;
  readonly danger?: boolean;
  readonly onCancel: () => void;
  readonly children: ReactNode;
};

/** A form in a dialog: the problem with the form, its fields, and the buttons to submit and cancel. */
export function DialogForm({ form, submit, danger = false, onCancel, children }: Props) {
  return (
    <form {...form.props} className={dialogFormClasses}>
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      {children}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={form.isPending}>
          {submit}
        </Button>
      </DialogActions>
    </form>
  );
}
