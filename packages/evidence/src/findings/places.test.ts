import { expect, test } from "vitest"
import { pathOf, urlOf } from "./places.ts"
import { HOME, USERS } from "../../testing/homes.ts"

test.for<readonly [written: string, path: string]>([
  ["./src/a.js", "src/a.js"],
  ["src\\win\\a.cs", "src/win/a.cs"],
  [`${HOME}/runner/work/shop/shop/src/a.js`, "src/a.js"],
  ["/__w/shop/shop/src/a.js", "src/a.js"],
  ["/github/workspace/src/a.js", "src/a.js"],
  ["D:\\a\\shop\\shop\\src\\a.cs", "src/a.cs"],
  ["/builds/group/sub/shop/src/a.js", "group/sub/shop/src/a.js"],
  [`${HOME}/vsts/work/1/s/src/a.js`, "src/a.js"],
  ["/var/jenkins_home/workspace/job/src/a.js", "src/a.js"],
  [`${USERS}/alice/dev/shop/a.js`, "~/dev/shop/a.js"],
  [`${HOME}/alice/a.js`, "~/a.js"],
  ["C:\\Users\\Alice\\a.cs", "~/a.cs"],
  [`file://${HOME}/alice/a%20b.c`, "~/a b.c"],
  ["file://host/share/a.c", "/share/a.c"],
  ["https://u:p@host/a.c?token=1", "https://host/a.c"],
  ["100%.c", "100%.c"],
  ["/etc/passwd", "/etc/passwd"],
  ["", ""],
])("%s is %s", ([written, path]) => {
  expect(pathOf(written)).toBe(path)
})

test.for<readonly [written: string, address: string]>([
  ["https://user:pass@shop.example/a?token=1#x", "https://shop.example/a"],
  ["https://shop.example/@user", "https://shop.example/@user"],
  ["shop.example:443", "shop.example:443"],
  ["", ""],
])("%s is %s", ([written, url]) => {
  expect(urlOf(written)).toBe(url)
})
