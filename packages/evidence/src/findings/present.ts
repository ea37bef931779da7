/** The members of an object that say something: those that may be undefined are absent instead. */
export type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>
}

/** Leaves out members that are undefined, because items have no member for what is not known. */
export function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>
}

/** A text that says something, else undefined. */
export const said = (text: string): string | undefined => (text === "" ? undefined : text)
