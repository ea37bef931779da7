import { useRouter } from "@tanstack/react-router"
import { useCallback, type MouseEvent } from "react"

/** Goes to an address of the page. */
export function useGo(): (href: string, how?: "push" | "replace") => void {
  const router = useRouter()
  return useCallback((href, how = "push") => router.history[how](href), [router])
}

/** Lets the router follow plain links: parts and texts need not know of it, and middle clicks stay what they are. */
export function useFollowedLinks(): (event: MouseEvent) => void {
  const go = useGo()
  return (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null
    if (link === null || link.origin !== location.origin || link.target !== "" || link.hasAttribute("download")) return
    if (link.pathname === location.pathname && link.hash !== "") return
    event.preventDefault()
    go(link.pathname + link.search)
  }
}
