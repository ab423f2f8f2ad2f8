/** The product's logo. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M20.5 9.5h-6a3.5 3.5 0 0 0 0 7h3a3 3 0 0 1 0 6h-7"
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        className="stroke-accent-ink"
      />
    </svg>
  );
}
