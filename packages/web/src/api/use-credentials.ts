import { useSyncExternalStore } from "react"
import { currentCredentials, onCredentials } from "./credentials.ts"

/** The token in use, followed as it changes. */
export const useCredentials = () => useSyncExternalStore(onCredentials, currentCredentials)
