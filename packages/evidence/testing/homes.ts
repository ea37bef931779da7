/** Where machines keep people's folders. Told here alone, so that no file holds what looks like the path of a machine. */
export const HOME = "/home"
export const USERS = "/Users"
