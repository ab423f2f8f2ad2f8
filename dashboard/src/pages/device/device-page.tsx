import { useSearchParams } from 'react-router';
import { useClaimDevice, useDecide } from '../../api/oauth/access-requests.ts';
import { closedPage } from '../../shared/consent/closed-request.tsx';
import { ConsentPanel } from '../../shared/consent/consent-panel.tsx';
import { RequireSession } from '../../shared/consent/require-session.tsx';
import { Button } from '../../ui/button.tsx';
import { DeviceDone } from './device-done.tsx';
import { DeviceForm } from './device-form.tsx';
import { formatUserCode } from './user-code.ts';

/**
 * The verification page for devices without a browser: asks for the code, then for consent (RFC 8628 3.3).
 */
export function DevicePage() {
  return (
    <RequireSession>
      <Device />
    </RequireSession>
  );
}

function Device() {
  const [parameters, setParameters] = useSearchParams();
  const codeInAddress = formatUserCode(parameters.get('user_code') ?? '');
  const claim = useClaimDevice();
  const decide = useDecide();
  const here = codeInAddress === '' ? '/device' : `/device?user_code=${codeInAddress}`;
  const closed = closedPage(decide.error, here);

  const openRequest = (code: string) => {
    // In the address, so that it survives another sign-in or the setup of a second factor.
    setParameters({ user_code: code }, { replace: true });
    claim.mutate(code);
  };
  if (closed) return closed;
  if (claim.data && decide.isSuccess) {
    return <DeviceDone client={claim.data.client} decision={decide.variables.decision} />;
  }
  if (claim.data) {
    const { id } = claim.data;
    return (
      <ConsentPanel
        request={claim.data}
        returnTo={here}
        decide={decide}
        onAnswer={(decision, onError) => decide.mutate({ id, decision }, { onError })}
      >
        <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-canvas p-3">
          <p>
            On your device: <code className="font-medium font-mono">{claim.variables}</code>
          </p>
          <Button size="sm" variant="quiet" onClick={() => claim.reset()}>
            Use another code
          </Button>
        </div>
      </ConsentPanel>
    );
  }
  return <DeviceForm codeInAddress={codeInAddress} claim={claim} here={here} onContinue={openRequest} />;
}
