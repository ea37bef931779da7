declare const brand: unique symbol

/** A `Base` that only its own parser can make: an ordinary string does not fit where an `EnvironmentName` is wanted. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
