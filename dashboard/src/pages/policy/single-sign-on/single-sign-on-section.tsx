import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type SingleSignOn,
  singleSignOnQuery,
  useRemoveProvider,
} from '../../../api/organization/single-sign-on.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { LoadError } from '../../../shared/load-error.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { SkeletonRows } from '../../../ui/feedback/skeleton.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { Name } from '../../../ui/text/name.tsx';
import { ProviderForm } from './provider-form.tsx';

/** The organization's identity provider. */
export function SingleSignOnSection() {
  const singleSignOn = useQuery(singleSignOnQuery);
  return (
    <Card
      title="Single sign-on"
      description="Members sign in with your OpenID provider, such as Entra ID, Google, Keycloak or Okta."
    >
      {singleSignOn.data ? (
        <Settings singleSignOn={singleSignOn.data} />
      ) : singleSignOn.isPending ? (
        <SkeletonRows />
      ) : (
        <LoadError
          what="single sign-on"
          error={singleSignOn.error}
          onRetry={() => void singleSignOn.refetch()}
        />
      )}
    </Card>
  );
}

function Settings({ singleSignOn }: { readonly singleSignOn: SingleSignOn }) {
  const [isEditing, setEditing] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { provider } = singleSignOn;
  if (isEditing) return <ProviderForm singleSignOn={singleSignOn} onClose={() => setEditing(false)} />;
  if (!provider)
    return (
      <div>
        <Button onClick={() => setEditing(true)}>Set up single sign-on</Button>
      </div>
    );
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-2">
        <dt className="text-muted">Provider</dt>
        <dd className="flex min-w-0 flex-wrap items-baseline gap-2">
          <Name>{provider.name}</Name>
          <Badge tone={provider.required ? 'accent' : 'neutral'}>
            {provider.required ? 'Required' : 'Optional'}
          </Badge>
        </dd>
        <dt className="text-muted">Issuer</dt>
        <dd className="font-mono text-sm [overflow-wrap:anywhere]">{provider.issuer}</dd>
        <dt className="text-muted">Email domains</dt>
        <dd className="[overflow-wrap:anywhere]">
          {provider.domains.length === 0 ? 'none: only linked members' : provider.domains.join(', ')}
        </dd>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setEditing(true)}>Change single sign-on</Button>
        <Button variant="caution" onClick={() => setRemoving(true)}>
          Remove single sign-on
        </Button>
      </div>
      {isRemoving && <RemoveDialog name={provider.name} onClose={() => setRemoving(false)} />}
    </>
  );
}

function RemoveDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const remove = useRemoveProvider();
  const toast = useToast();
  const onSuccess = () => {
    toast('Single sign-on removed.');
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Remove single sign-on?"
      confirm="Remove"
      danger
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
    >
      <p>
        Nobody can sign in with <Name>{name}</Name> any more. Members who have no password lose access when
        their sessions end. Passwords work again for everybody who has one.
      </p>
    </ConfirmDialog>
  );
}
