import { useQuery } from '@tanstack/react-query';
import { isApiError } from '../../api/errors.ts';
import { type AddressUses, addressUsesQuery, useChangeSlug } from '../../api/organization/general/address.ts';
import { bareHost, isSlug } from '../../api/sign-in/used-organizations.ts';
import { DialogForm } from '../../shared/forms/dialog-form.tsx';
import { type FormProblems, formProblems } from '../../shared/forms/form-problems.ts';
import { useForm } from '../../shared/forms/use-form.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { wideLinkClasses } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { SkeletonRows } from '../../ui/feedback/skeleton.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

type Props = { readonly slug: string; readonly onClose: () => void };

/** Changes the organization's address, and says before what stops. */
export function AddressDialog({ slug, onClose }: Props) {
  const uses = useQuery(addressUsesQuery);
  const change = useChangeSlug();
  const address = (name: string) =>
    `${window.location.protocol}//${name}.${bareHost(window.location.host, slug)}`;
  if (change.data) return <Moved origin={address(change.data.slug)} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change the address"
      description="The present address stops at once, and nothing is forwarded."
    >
      {uses.data ? (
        uses.data.obstacle === null ? (
          <SlugForm uses={uses.data} slug={slug} address={address} change={change} onClose={onClose} />
        ) : (
          <Banner tone="warning" title="You could not sign in at the new address">
            {uses.data.obstacle}
          </Banner>
        )
      ) : uses.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError what="what would stop" error={uses.error} onRetry={() => void uses.refetch()} />
      )}
    </Dialog>
  );
}

function Effects({ uses }: { readonly uses: AddressUses }) {
  return (
    <ul className="grid list-disc gap-1.5 pl-5">
      <li>
        Links, bookmarks and messages with <span className="font-mono text-sm">{uses.origin}</span> lead
        nowhere.
      </li>
      <li>Everyone is signed out, you too, and signs in at the new address.</li>
      <li>Access tokens keep working, but only at the new address: change it in scripts and AI tools.</li>
      {uses.connectedApps && <li>Connected apps stop and have to be connected again.</li>}
      {uses.passkeys && (
        <li>
          Passkeys do not work at the new address. Members whose only second factor is a passkey need an
          administrator to reset it.
        </li>
      )}
      {uses.singleSignOn && (
        <li>Single sign-on stops until your identity provider has the new redirect URI.</li>
      )}
      {uses.provisioning && (
        <li>Provisioning stops until your identity provider has the new SCIM base URL.</li>
      )}
      {uses.servesBareDomain && (
        <li>
          The address without a subdomain stops too, until the operator of this server changes
          SPEDY_DEFAULT_ORGANIZATION.
        </li>
      )}
      <li>The present address is held for you for 90 days, so that nobody else gets it.</li>
    </ul>
  );
}

type FormProps = Props & {
  readonly uses: AddressUses;
  readonly address: (slug: string) => string;
  readonly change: ReturnType<typeof useChangeSlug>;
};

function SlugForm({ uses, slug, address, change, onClose }: FormProps) {
  const form = useForm({
    initial: { slug },
    fields: ['slug'],
    check: (entries): Readonly<Record<string, string>> => {
      const problem = problemOf(entries.slug.trim(), slug);
      return problem === null ? {} : { slug: problem };
    },
    send: (entries) => change.mutate(entries.slug.trim()),
    request: change,
    problemsOf: slugProblems,
  });
  const typed = form.entries.slug.trim();
  return (
    <DialogForm form={form} submit="Change address" danger onCancel={onClose}>
      <Effects uses={uses} />
      <TextField
        label="New address"
        name="organization-slug"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={form.entries.slug}
        error={form.problems.slug}
        description={
          <span className="font-mono [overflow-wrap:anywhere]">{address(isSlug(typed) ? typed : '…')}</span>
        }
        onChange={(event) => {
          change.reset();
          form.change({ slug: event.target.value });
        }}
      />
    </DialogForm>
  );
}

function problemOf(typed: string, slug: string): string | null {
  if (typed === slug) return 'Enter another address.';
  if (isSlug(typed)) return null;
  return 'Use 1 to 63 lowercase letters, digits and dashes, without a dash at the start or end.';
}

/** A slug that is not available belongs to its field. */
function slugProblems(error: unknown, fields: readonly string[]): FormProblems {
  if (isApiError(error, 'already_exists')) return { fields: { slug: error.message }, form: null };
  return formProblems(error, fields);
}

function Moved({ origin }: { readonly origin: string }) {
  return (
    <Dialog
      open
      onClose={() => window.location.reload()}
      title="The address has changed"
      description="This page's address has stopped, and your session with it."
    >
      <p role="status">
        Sign in at the new address, and check what has to be set up again.{' '}
        <span className="block font-mono text-sm [overflow-wrap:anywhere]">{origin}</span>
      </p>
      <a
        href={`${origin}/sign-in?returnTo=/settings/organization/general`}
        className={`${wideLinkClasses({ variant: 'primary' })} w-fit`}
      >
        Sign in at the new address
      </a>
    </Dialog>
  );
}
