import { oddRequests } from "./odd-requests.contract.ts"

oddRequests("the embedded database", () => ({}))
