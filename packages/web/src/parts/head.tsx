export type Crumb = { readonly text: string; readonly href?: string }

type Props = {
  readonly title: string
  readonly crumbs?: readonly Crumb[]
  readonly children?: React.ReactNode
  readonly actions?: React.ReactNode
}

/** The head of a page: where it is, what it is, its few facts in one line, what can be done. */
export function Head({ title, crumbs = [], children, actions }: Props) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-5 gap-y-3">
      <title>{`${title} · Promotrail`}</title>
      <div className="min-w-0">
        {crumbs.length === 0 ? (
          <div className="crumb-space" />
        ) : (
          <nav aria-label="Breadcrumb" className="mb-1 text-13 text-muted">
            <ol className="flex flex-wrap gap-x-1.5">
              {crumbs.map(({ text, href }, at) => (
                <li key={text} className="flex gap-x-1.5">
                  {at === 0 ? null : <span aria-hidden="true">/</span>}
                  {href === undefined ? (
                    <span aria-current="page">{text}</span>
                  ) : (
                    <a className="hover:underline" href={href}>
                      {text}
                    </a>
                  )}
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {children === undefined ? null : (
          <div className="mt-1 flex flex-wrap items-center gap-x-5 gap-y-1 text-13 text-muted">{children}</div>
        )}
      </div>
      {actions === undefined ? null : <div className="no-print flex flex-wrap gap-2">{actions}</div>}
    </header>
  )
}
