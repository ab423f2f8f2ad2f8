import {
  type ConnectedApp,
  type OwnedConnectedApp,
  type Side,
  useEndAccess,
} from '../../api/account/connected-apps.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { ClientName } from './client-name.tsx';

type Props = {
  readonly side: Side;
  readonly connection: ConnectedApp | OwnedConnectedApp;
  readonly onClose: () => void;
};

/** Asks before one sign-in of an application is ended, and says what stops. */
export function EndAccessDialog({ side, connection, onClose }: Props) {
  const end = useEndAccess(side);
  const toast = useToast();
  const { client, lastUsedAt } = connection;
  const confirm = () =>
    end.mutate(connection.id, {
      onSuccess: () => {
        toast('The access has ended.');
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          End the access of <ClientName name={client.name} />
          {'owner' in connection && (
            <>
              {' '}
              to the account of <Name>{connection.owner.name}</Name>
            </>
          )}
          ?
        </>
      }
      confirm="End access"
      pending={end.isPending}
      error={end.error}
      onConfirm={confirm}
    >
      <p>
        {lastUsedAt === null ? (
          'It was never used. '
        ) : (
          <>
            It was last used <Time at={lastUsedAt} className="font-medium text-ink" />.{' '}
          </>
        )}
        All its tokens stop working at once. Other sign-ins of the application keep working.
      </p>
    </ConfirmDialog>
  );
}
