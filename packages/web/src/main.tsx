import "./style.css"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { onCredentials } from "./api/credentials.ts"
import { Failure } from "./api/failure.ts"
import { makeRouter } from "./routes.tsx"

/** A refusal stays one however often it is asked for; only what may have been bad luck is tried again. */
const mayRetry = (times: number, failure: Error): boolean =>
  times < 2 && failure instanceof Failure && (failure.status === 0 || failure.status >= 502)

const client = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, refetchOnWindowFocus: false, gcTime: 300_000 } },
})

// What one person was shown is not the next one's.
onCredentials(() => client.clear())

const place = document.getElementById("page")
if (place === null) throw new Error("index.html has no element with the id page")
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={makeRouter()} />
    </QueryClientProvider>
  </StrictMode>,
)
