import {
  type SingleSignOn,
  useSaveProvider,
  useTestProvider,
} from '../../../api/organization/single-sign-on.ts';
import { useForm } from '../../../shared/forms/use-form.ts';
import { Button } from '../../../ui/button.tsx';
import { Banner } from '../../../ui/feedback/banner.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import { MemberFields } from './member-fields.tsx';
import { type Entries, emptyFields, entriesOf, inputOf } from './provider-entries.ts';
import { RedirectUri } from './redirect-uri.tsx';
import { RequirementFields } from './requirement-fields.tsx';
import { TestReport } from './test-report.tsx';

/** The fields that the server may reject. */
const fields = [
  ...['name', 'issuer', 'clientId', 'clientSecret', 'scope', 'roleClaim', 'breakGlassUserId'],
  ...Array.from({ length: 50 }, (_, index) => `domains/${index}`),
];

type Props = { readonly singleSignOn: SingleSignOn; readonly onClose: () => void };

/** Sets up or changes the identity provider, and tests it before it is saved. */
export function ProviderForm({ singleSignOn: { provider, redirectUri }, onClose }: Props) {
  const save = useSaveProvider();
  const test = useTestProvider();
  const toast = useToast();
  const onSaved = () => {
    toast('Single sign-on saved.');
    onClose();
  };
  const form = useForm<Entries>({
    initial: entriesOf(provider),
    fields,
    check: emptyFields,
    send: (entries) => save.mutate(inputOf(entries), { onSuccess: onSaved }),
    request: { error: save.error ?? test.error, isPending: save.isPending || test.isPending },
  });
  const change = (part: Partial<Entries>) => {
    save.reset();
    test.reset();
    form.change(part);
  };
  const part = { entries: form.entries, problems: form.problems, change };
  const runTest = () => {
    save.reset();
    // What is required does not matter for the connection.
    test.mutate(inputOf({ ...form.entries, required: false, breakGlassUserId: '' }));
  };

  return (
    <form {...form.props} className="grid max-w-lg gap-5">
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      <RedirectUri value={redirectUri} />
      <ConnectionFields part={part} hasSecret={provider !== null} />
      <MemberFields part={part} />
      <RequirementFields part={part} />
      {test.data && <TestReport result={test.data} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={save.isPending}>
          Save single sign-on
        </Button>
        <Button pending={test.isPending} onClick={runTest}>
          Test the connection
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
