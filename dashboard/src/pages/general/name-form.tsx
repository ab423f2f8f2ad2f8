import type { Organization } from '../../api/organization/organization.ts';
import { useChangeOrganization } from '../../api/organization/organization-changes.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { Name } from '../../ui/text/name.tsx';

/** The organization's name, saved by its own button. */
export function NameForm({ organization }: { readonly organization: Organization }) {
  const change = useChangeOrganization();
  const toast = useToast();
  const form = useForm<{ readonly typed: string | null }>({
    initial: { typed: null },
    fields: ['name'],
    send: () => {
      if (!isChanged) return;
      const onSuccess = (saved: Organization) => {
        form.change({ typed: null });
        toast(
          <>
            Organization renamed to <Name>{saved.name}</Name>.
          </>,
        );
      };
      change.mutate({ name: name.trim() }, { onSuccess });
    },
    request: change,
  });
  const name = form.entries.typed ?? organization.name;
  const isChanged = name.trim() !== organization.name;
  return (
    <form {...form.props} className="grid max-w-lg gap-3">
      {form.problem && <Banner tone="danger">{form.problem}</Banner>}
      <TextField
        label="Organization name"
        name="organization-name"
        autoComplete="off"
        value={name}
        error={form.problems.name}
        onChange={(event) => {
          form.change({ typed: event.target.value });
          change.reset();
        }}
      />
      {isChanged && (
        <div className="flex gap-2">
          <Button type="submit" variant="primary" pending={change.isPending}>
            Save name
          </Button>
          <Button variant="quiet" onClick={() => form.change({ typed: null })}>
            Discard
          </Button>
        </div>
      )}
    </form>
  );
}
