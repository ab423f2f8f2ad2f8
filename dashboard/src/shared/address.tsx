import { Fragment } from 'react';

/** An IP address, or "Unknown". */
export function Address({ address }: { readonly address: string | null }) {
  if (address === null) return <span className="text-muted">Unknown</span>;
  return (
    <span className="font-mono text-sm">
      <AddressText>{address}</AddressText>
    </span>
  );
}

/** An IP address that can wrap only after a colon, so one of IPv4 stays on its line. */
export function AddressText({ children }: { readonly children: string }) {
  const groups = children.split(':').map((group, index) => ({ group, index }));
  return groups.map(({ group, index }) => (
    <Fragment key={index}>
      {index > 0 && ':'}
      {index > 0 && <wbr />}
      {group}
    </Fragment>
  ));
}
