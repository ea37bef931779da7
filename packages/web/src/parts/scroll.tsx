/** A wide table scrolls in its own frame, never the page; the frame can be reached and scrolled by keyboard. */
export function Scroll({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    // A region that scrolls must be focusable, or a keyboard cannot scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
