// On a narrow screen the table is laid out as blocks, which takes the roles of its elements away: they are written out.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import type { ReactNode } from "react"
import { Scroll } from "./scroll.tsx"

type Props = { readonly label: string; readonly columns: readonly string[]; readonly children: ReactNode }

/** A table whose rows are blocks on a narrow screen. Its rows and cells have their roles written out, too. */
export function TableBlocks({ label, columns, children }: Props) {
  return (
    <Scroll label={label}>
      <table role="table" className="table table-blocks">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((title) => (
              <th key={title} role="columnheader" scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">{children}</tbody>
      </table>
    </Scroll>
  )
}
