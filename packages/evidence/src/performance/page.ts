const CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i
const HOME = /^file:\/\/\/(?:home\/[^/]+|Users\/[^/]+|root|[a-z]:\/Users\/[^/]+)(?=\/)/i

/** What names a page in a report, from its address: without credentials and home folders, which tell of persons. */
export const pageOf = (address: string): string => address.replace(CREDENTIALS, "$1").replace(HOME, "file:///~")

const NO_PAGE = /^(about:|chrome-error:|data:text\/html,chromewebdata)/i

/** Whether a browser shows this address when there is no page to show. */
export const isNoPage = (address: string): boolean => NO_PAGE.test(address.trim())

/** Whether two addresses differ in more than how they are written: scheme, `www.`, fragment, last slash. */
export const leadsElsewhere = (asked: string, shown: string): boolean => plain(asked) !== plain(shown)

const plain = (address: string): string =>
  pageOf(address)
    .replace(/#.*$/s, "")
    .replace(/^https?:\/\/(www\.)?/i, "")
    .replace(/\/(?=$|\?)/, "")
    .toLowerCase()
