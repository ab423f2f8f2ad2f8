import { isApiError } from '../../api/errors.ts';
import { type Identified, useIdentifyToken } from '../../api/organization/identify-token.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { helpPath } from '../../shared/help-path.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { textLinkClasses } from '../../ui/text-link.ts';
import { IdentifiedToken } from './identified-token.tsx';

/** Identifies a pasted secret, for example one that was found in a log. */
export function IdentifyDialog({ onClose }: { readonly onClose: () => void }) {
  const identify = useIdentifyToken();
  const form = useForm<{ readonly token: string }>({
    initial: { token: '' },
    fields: ['token'],
    check: ({ token }) => (token.trim() === '' ? { token: 'Paste a token.' } : {}),
    send: ({ token }) => identify.mutate(token.trim()),
    request: identify,
    problemsOf,
  });
  const found: Identified | undefined = identify.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Which token is this?"
      description="Paste a secret that you found, to see whose it is and whether it still works. It is not stored."
    >
      <DialogForm form={form} submit="Identify" onCancel={onClose}>
        <PasswordField
          label="Token"
          name="token"
          autoComplete="off"
          className="font-mono"
          value={form.entries.token}
          error={form.problems.token}
          onChange={(event) => {
            form.change({ token: event.target.value });
            identify.reset();
          }}
        />
        <p className="text-muted text-sm">
          <a href={helpPath('how-to/leaked-token')} className={textLinkClasses}>
            What to do about a leaked token
          </a>
        </p>
        <div role="status">{found && <IdentifiedToken found={found} />}</div>
      </DialogForm>
    </Dialog>
  );
}

function problemsOf(error: unknown, fields: readonly string[]): FormProblems {
  if (!isApiError(error, 'not_found')) return formProblems(error, fields);
  const token = 'This is not a token of this organization. Check that you pasted all of it.';
  return { fields: { token }, form: null };
}
