import { expect, test } from "vitest"
import { sourcePath } from "./source-path.ts"
import { HOME, USERS } from "../../testing/homes.ts"

test.for([
  ["src/cart.test.ts", "src/cart.test.ts"],
  ["./spec/cart_spec.rb", "spec/cart_spec.rb"],
  ["cart.test.ts", "cart.test.ts"],
  [`${HOME}/someone/shop/src/cart.test.ts`, "src/cart.test.ts"],
  ["C:\\Users\\someone\\shop\\test\\cart.js", "test/cart.js"],
  ["/builds/group/shop/packages/core/src/a.ts", "packages/core/src/a.ts"],
  ["/usr/src/app/test/a.js", "test/a.js"],
  [`${HOME}/someone/shop/cart.test.ts`, "cart.test.ts"],
  ["file:features/cart.feature", "features/cart.feature"],
  [`file://${HOME}/someone/shop/features/cart.feature`, "features/cart.feature"],
  [`${USERS}/someone/src/shop/test/a.js`, "test/a.js"],
  [`${HOME}/node/src/a.test.js`, "src/a.test.js"],
  ["/tmp/test", "test"],
  ["", ""],
] as const)("%s is %s", ([path, short]) => {
  expect(sourcePath(path)).toBe(short)
})
