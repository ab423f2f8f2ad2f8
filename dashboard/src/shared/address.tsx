/** An IP address, or "Unknown". */
export function Address({ address }: { readonly address: string | null }) {
  if (address === null) return <span className="text-muted">Unknown</span>;
  return <span className="font-mono text-sm [overflow-wrap:anywhere] md:block md:min-w-24">{address}</span>;
}
