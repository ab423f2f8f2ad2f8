import {
  type ConnectedApp,
  type OwnedConnectedApp,
  type Owner,
  useEndAccess,
} from '../../api/account/connected-apps.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { ClientName } from './client-name.tsx';

type Props = {
  readonly owner: Owner;
  readonly connection: ConnectedApp | OwnedConnectedApp;
  readonly onClose: () => void;
};

/** Asks for confirmation before one connection of an application is revoked. */
export function EndAccessDialog({ owner, connection, onClose }: Props) {
  const end = useEndAccess(owner);
  const toast = useToast();
  const { client, lastUsedAt } = connection;
  const confirm = () =>
    end.mutate(connection.id, {
      onSuccess: () => {
        toast('Access revoked.');
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Revoke <ClientName name={client.name} />
          's access
          {'owner' in connection && (
            <>
              {' '}
              to <Name>{connection.owner.name}</Name>'s account
            </>
          )}
          ?
        </>
      }
      confirm="Revoke access"
      pending={end.isPending}
      error={end.error}
      onConfirm={confirm}
    >
      <p>
        {lastUsedAt === null ? (
          'This connection has never been used. '
        ) : (
          <>
            This connection was last used <Time at={lastUsedAt} className="font-medium text-ink" />.{' '}
          </>
        )}
        Its tokens stop working immediately. Other connections of the app keep working.
      </p>
    </ConfirmDialog>
  );
}
