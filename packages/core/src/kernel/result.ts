/** What came out of something that may be refused: the value, or why not. Broken promises are thrown instead. */
export type Result<T, E> = Ok<T> | Err<E>
export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }

/** The asked-for value. */
export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
/** The reason why there is none. */
export const err = <E>(error: E): Err<E> => ({ ok: false, error })
